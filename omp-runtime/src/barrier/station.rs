//! What each thread of a team says of itself: where it waits, which region it has come to the end of, and what it leaves
//! there for the encountering thread. All on one line, for that thread reads it when the region ends.

use std::{mem::MaybeUninit, panic::Location, ptr};

use crossbeam::utils::CachePadded;

use super::{Mismatch, Site};
use crate::sync::{
    UnsafeCell,
    atomic::{AtomicPtr, AtomicU64, Ordering, fence},
};

/// No phase that a thread comes to the end of: its site is being changed.
const BETWEEN: u64 = u64::MAX;

/// Written by one thread.
struct Station {
    /// The region that the thread, with those it gathers, has come to the end of last. Read by the one that gathers it.
    ended: AtomicU64,
    /// The phase that the barrier ends which the thread has come to last, as `Context::phase_key` names it. Written before
    /// it arrives; read by others.
    phase: AtomicU64,
    /// That barrier. Null for the end of the region, else a `&'static Location`.
    site: AtomicPtr<Location<'static>>,
    /// Written at most once in a region; read by the encountering thread behind its end.
    letter: UnsafeCell<Letter>,
}

/// Something for the encountering thread.
struct Letter {
    /// In which region it was left: in no other is there one.
    region: u64,
    /// A value, or a box with one that is too large.
    value: MaybeUninit<[u64; 11]>,
}

/// The stations of a team, by thread number.
pub(crate) struct Stations(Box<[CachePadded<Station>]>);

// SAFETY: a letter is its thread's until the region ends, and then the encountering thread's. What is in it may be sent:
// see `leave`.
unsafe impl Sync for Stations {}
// SAFETY: as above.
unsafe impl Send for Stations {}

impl Stations {
    pub(super) fn new(size: usize) -> Self {
        let station = || Station {
            ended: AtomicU64::new(0),
            phase: AtomicU64::new(BETWEEN),
            site: AtomicPtr::new(ptr::null_mut()),
            letter: UnsafeCell::new(Letter { region: 0, value: MaybeUninit::uninit() }),
        };
        Self((0..size).map(|_| CachePadded::new(station())).collect())
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Thread `num` has come to the barrier `site` at the end of `phase`.
    #[inline]
    pub(super) fn come(&self, num: usize, phase: u64, site: Site) {
        let station = &self.0[num];
        let new = to_ptr(site);
        // Relaxed suffices for both: only this thread writes them.
        if station.site.load(Ordering::Relaxed) != new {
            station.phase.store(BETWEEN, Ordering::Relaxed);
            // Release pairs with the fence in `find_other`: who reads the new site reads no older phase behind it.
            fence(Ordering::Release);
            station.site.store(new, Ordering::Relaxed);
        }
        // Release pairs with the Acquires in `find_other` and `has_come`.
        station.phase.store(phase, Ordering::Release);
    }

    /// Whether thread `num` has come to the barrier at the end of `phase`. It has met all that it meets in that phase.
    pub(crate) fn has_come(&self, num: usize, phase: u64) -> bool {
        self.0[num].phase.load(Ordering::Acquire) == phase
    }

    /// Thread `num`, and those that it gathers, have come to the end of `region`.
    pub(super) fn end(&self, num: usize, region: u64) {
        // Release pairs with the Acquire in `has_ended`: what they did is for the thread that gathers this one.
        self.0[num].ended.store(region, Ordering::Release);
    }

    #[inline]
    pub(super) fn has_ended(&self, num: usize, region: u64) -> bool {
        self.0[num].ended.load(Ordering::Acquire) == region
    }

    /// Leaves `value` for the encountering thread.
    ///
    /// # Safety
    /// By thread `num`, once in `region`, before it comes to its end. A `T` may be sent to another thread.
    #[inline]
    pub(crate) unsafe fn leave<T>(&self, num: usize, region: u64, value: T) {
        self.0[num].letter.with_mut(|letter| {
            // SAFETY: nobody else is at it before the end of the region.
            let letter = unsafe { &mut *letter };
            let place = letter.value.as_mut_ptr();
            if fits::<T>() {
                // SAFETY: it is large enough and aligned.
                unsafe { place.cast::<T>().write(value) };
            } else {
                // SAFETY: a pointer fits.
                unsafe { place.cast::<Box<T>>().write(Box::new(value)) };
            }
            letter.region = region;
        });
    }

    /// What thread `num` has left in `region`.
    ///
    /// # Safety
    /// By the encountering thread, behind the end of the region, once for each thread; with the type that was left.
    #[inline]
    pub(crate) unsafe fn take<T>(&self, num: usize, region: u64) -> Option<T> {
        self.0[num].letter.with(|letter| {
            // SAFETY: its thread has come to the end of the region, or has left it.
            let letter = unsafe { &*letter };
            let place = letter.value.as_ptr();
            // SAFETY: written in this region, as a `T`, in the same way; it is read once.
            (letter.region == region).then(|| unsafe {
                if fits::<T>() { place.cast::<T>().read() } else { *place.cast::<Box<T>>().read() }
            })
        })
    }

    /// The barrier that thread `num` has come to. By a thread that has acquired its arrival there, before it goes on.
    fn site(&self, num: usize) -> Site {
        // Relaxed suffices: the arrival published it.
        to_site(self.0[num].site.load(Ordering::Relaxed))
    }

    /// A thread that has come to another barrier at the end of `phase` than thread 0, which waits at `site`. Neither
    /// barrier can open.
    pub(super) fn find_other(&self, phase: u64, site: Site) -> Option<Mismatch> {
        let other = |station: &Station| {
            let before = station.phase.load(Ordering::Acquire);
            let other = to_site(station.site.load(Ordering::Relaxed));
            fence(Ordering::Acquire);
            // Relaxed suffices behind the fence. The same phase before and after: the site is that of this phase.
            let after = station.phase.load(Ordering::Relaxed);
            (before == phase && after == phase && !same(site, other)).then_some(other)
        };
        let (num, other) = self.0.iter().enumerate().find_map(|(num, s)| Some((num, other(s)?)))?;
        Some(Mismatch { threads: (0, num), sites: (site, other) })
    }

    /// Compares the sites of all threads. As `site`.
    pub(super) fn agree(&self) -> Result<(), Mismatch> {
        let first = self.site(0);
        for num in 1..self.len() {
            let other = self.site(num);
            if !same(first, other) {
                return Err(Mismatch { threads: (0, num), sites: (first, other) });
            }
        }
        Ok(())
    }
}

/// Whether a `T` fits into a letter.
const fn fits<T>() -> bool {
    size_of::<T>() <= size_of::<[u64; 11]>() && align_of::<T>() <= align_of::<u64>()
}

pub(super) fn to_ptr(site: Site) -> *mut Location<'static> {
    site.map_or(ptr::null_mut(), |at| ptr::from_ref(at).cast_mut())
}

/// Of what `to_ptr` has made: nothing else is stored.
pub(super) fn to_site(at: *mut Location<'static>) -> Site {
    // SAFETY: null or from a `&'static Location`.
    unsafe { at.as_ref() }
}

/// By value where the addresses differ: code that is compiled twice has its locations twice.
pub(super) fn same(a: Site, b: Site) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => ptr::eq(a, b) || a == b,
        (None, None) => true,
        _ => false,
    }
}
