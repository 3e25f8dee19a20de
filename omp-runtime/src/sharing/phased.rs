//! A shared variable that knows in which barrier phase it is read or written. The protocol: README.md.

use std::{
    cell::UnsafeCell,
    hint,
    marker::PhantomData,
    panic::Location,
    slice,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
};

use super::{
    atomic::Atomics,
    guard::{Exclusive, Pin, Read},
    guarded::Guarded,
    map::Map,
    mode::{Mode, refuse_mode},
    part::{PhasedPart, Slot, own_slot},
    rows::{RawRow, Row, raw_rows},
};
use crate::{
    constructs::critical::{CriticalSite, IN_TASK},
    context::{self, Context, Nesting, Open},
};

/// A variable that the threads of one parallel region share, and the way they use it in the current phase.
///
/// In each phase, from one barrier to the next, the first opening decides the mode for the whole team; an
/// opening in another mode panics. Across a barrier the mode may change: nothing stays open over one.
pub struct Phased<'a, T: ?Sized> {
    place: *mut T,
    name: &'static str,
    /// Phase and state, see `State`. Written by an opener that moves it from an older phase to `LOCKED` and
    /// from there to `OPEN`; read by every opener.
    word: AtomicU64,
    /// The region instance that shares the variable; 0 before the first opening. Written once, under `LOCKED`.
    region: AtomicU64,
    /// How the variable is used in the phase of `word`. Written under `LOCKED`; read by implicit tasks of the
    /// region that have seen `OPEN` in their own phase.
    opening: UnsafeCell<Opening>,
    /// Whether the critical section that guards the variable has it open. Used under that section's lock.
    taken: AtomicBool,
    borrow: PhantomData<&'a mut T>,
}

pub(super) struct Opening {
    pub(super) mode: Mode,
    pub(super) at: &'static Location<'static>,
    /// The rows of a nested partition, for the length of the phase.
    rows: Vec<RawRow>,
}

// SAFETY: sharing a `Phased` gives no access; each way of opening demands of `T` what it does with it.
unsafe impl<T: ?Sized> Sync for Phased<'_, T> {}
// SAFETY: as above; a `Phased` drops nothing.
unsafe impl<T: ?Sized> Send for Phased<'_, T> {}

/// The low bits of `word`; the phase is above them.
const LOCKED: u64 = 1;
const OPEN: u64 = 2;
const BITS: u32 = 2;
/// `Context::phase` while an implicit task is inside a barrier, or has left one by unwinding: it may not open.
const NO_PHASE: u64 = u64::MAX >> BITS;

impl<'a, T: ?Sized> Phased<'a, T> {
    /// Shares `variable` with the parallel region that opens it first.
    pub fn new(name: &'static str, variable: &'a mut T) -> Self {
        Self {
            place: variable,
            name,
            word: AtomicU64::new(0),
            region: AtomicU64::new(0),
            opening: UnsafeCell::new(Opening { mode: Mode::Read, at: Location::caller(), rows: Vec::new() }),
            taken: AtomicBool::new(false),
            borrow: PhantomData,
        }
    }

    /// Opens the variable for reading by any thread.
    ///
    /// # Panics
    /// When a thread writes it in the same phase.
    #[track_caller]
    pub fn read(&self) -> Read<'_, T>
    where
        T: Sync,
    {
        let pin = self.open(&Mode::Read, Location::caller());
        // SAFETY: until the pin goes, this phase lasts, and all of it is in the mode `Read`.
        Read::new(unsafe { &*self.place }, pin)
    }

    /// Opens the variable for the calling thread alone.
    ///
    /// # Panics
    /// When another thread uses it in the same phase, or this thread has it open.
    #[track_caller]
    pub fn exclusive(&self) -> Exclusive<'_, T>
    where
        T: Send,
    {
        let thread = context::with(|ctx| ctx.thread_num);
        let pin = self.open(&Mode::Exclusive { thread }, Location::caller());
        // SAFETY: until the pin goes, this phase lasts, and only this thread opens the variable; of its own
        // openings there is one at a time, since the pin is a writer's.
        unsafe { Exclusive::new(self.place, pin) }
    }

    /// Opens the variable for the holders of a critical section.
    ///
    /// # Panics
    /// When it is used in another way in the same phase.
    #[track_caller]
    pub fn guarded(&self, site: &CriticalSite) -> Guarded<'_, T>
    where
        T: Send,
    {
        let lock = site.lock();
        let pin = self.open(&Mode::Guarded { lock }, Location::caller());
        // SAFETY: until the pin goes, this phase lasts, and all of it is in the mode of this lock.
        unsafe { Guarded::new(self.place, &self.taken, lock, self.name, pin) }
    }

    /// Opens the variable for atomic accesses.
    ///
    /// # Panics
    /// When it is used in another way in the same phase.
    #[track_caller]
    pub fn atomic(&self) -> Atomics<'_, T> {
        let pin = self.open(&Mode::Atomic, Location::caller());
        // SAFETY: until the pin goes, this phase lasts, and all of it is in the mode `Atomic`.
        unsafe { Atomics::new(self.place, pin) }
    }

    fn open(&self, mode: &Mode, at: &'static Location<'static>) -> Pin {
        self.open_with(mode, at, |_| Vec::new())
    }

    /// As `open`; `rows` makes the table of rows if this is the phase's first opening. It runs under the lock,
    /// alone with the variable.
    fn open_with(&self, mode: &Mode, at: &'static Location<'static>, rows: fn(*mut T) -> Vec<RawRow>) -> Pin {
        context::with(|ctx| {
            let write = mode.writes();
            self.check_task(ctx, write, at);
            self.agree(ctx, mode, at, rows);
            Pin::new(ctx, Open { address: self.address(), write, name: self.name, at })
        })
    }

    /// What the calling implicit task may not do whatever the others do.
    fn check_task(&self, ctx: &Context, write: bool, at: &Location<'_>) {
        let name = self.name;
        assert!(
            ctx.nesting.get() != Nesting::Task,
            "`{name}` is opened inside a task, which no barrier orders: open it before the task ({at})"
        );
        assert!(
            ctx.phase() < NO_PHASE,
            "`{name}` is opened while a barrier is under way or after one was cancelled ({at})"
        );
        let pins = ctx.opens.borrow();
        assert!(
            !pins.iter().any(|open| open.address == IN_TASK),
            "`{name}` is opened inside a task, which no barrier orders: open it before the task ({at})"
        );
        let clash = pins.iter().any(|open| open.address == self.address() && (write || open.write));
        assert!(!clash, "`{name}` is already open on this thread ({at})");
    }

    /// Makes `mode` the mode of this phase, or checks that it is.
    #[inline]
    fn agree(
        &self,
        ctx: &Context,
        mode: &Mode,
        at: &'static Location<'static>,
        rows: fn(*mut T) -> Vec<RawRow>,
    ) {
        let open = ctx.phase() << BITS | OPEN;
        // Acquire pairs with the Release in `publish`: the opening and the region are visible.
        if self.word.load(Ordering::Acquire) == open
            && self.region.load(Ordering::Relaxed) == ctx.region_id
            // SAFETY: published in this phase; see `opening`.
            && unsafe { &*self.opening.get() }.mode == *mode
        {
            return;
        }
        self.agree_slow(ctx, mode, at, rows);
    }

    #[cold]
    fn agree_slow(
        &self,
        ctx: &Context,
        mode: &Mode,
        at: &'static Location<'static>,
        rows: fn(*mut T) -> Vec<RawRow>,
    ) {
        let phase = ctx.phase();
        let mut spins = 0_u32;
        loop {
            // Acquire: as in `agree`.
            let word = self.word.load(Ordering::Acquire);
            if word & LOCKED != 0 {
                // The owner of the lock is a few instructions from `publish` and runs nobody else's code.
                spins += 1;
                if spins.is_multiple_of(64) {
                    std::thread::yield_now();
                } else {
                    hint::spin_loop();
                }
                continue;
            }
            if word != 0 {
                self.check_region(ctx, at);
            }
            if word != 0 && word >> BITS >= phase {
                // SAFETY: `check_region` has passed, so this is an implicit task of the region, and the phase
                // cannot end while it is here, outside of a barrier.
                let earlier = unsafe { &*self.opening.get() };
                if word >> BITS != phase || earlier.mode != *mode {
                    refuse_mode(self.name, earlier, (mode, at));
                }
                return;
            }
            // Acquire pairs with the Release in `publish`, whose writes `publish` is about to replace.
            // Relaxed on failure: the loop loads again.
            let locked = phase << BITS | LOCKED;
            if self.word.compare_exchange(word, locked, Ordering::Acquire, Ordering::Relaxed).is_ok() {
                let unlock = Unlock { word: &self.word, was: word };
                let opening = Opening { mode: *mode, at, rows: rows(self.place) };
                std::mem::forget(unlock);
                return self.publish(ctx, opening);
            }
        }
    }

    /// Only the owner of `LOCKED` gets here.
    fn publish(&self, ctx: &Context, opening: Opening) {
        // SAFETY: the lock keeps other openers of this phase out. Those of older phases are gone: this task's
        // phase began when they had all arrived at the barrier, without pins and outside of `open`.
        unsafe { *self.opening.get() = opening };
        // Relaxed: published with the word.
        self.region.store(ctx.region_id, Ordering::Relaxed);
        // Release pairs with the Acquire loads in `agree`.
        self.word.store(ctx.phase() << BITS | OPEN, Ordering::Release);
    }

    fn check_region(&self, ctx: &Context, at: &Location<'_>) {
        // Relaxed: written once, before the word that the caller has loaded with Acquire.
        let region = self.region.load(Ordering::Relaxed);
        assert!(
            region == ctx.region_id,
            "`{}` is opened in another parallel region than the one that shares it: open it before the nested \
             region and use the reference there ({at})",
            self.name
        );
    }

    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    /// What identifies the variable among a thread's pins. A stale one, of a forgotten guard, can only refuse.
    fn address(&self) -> usize {
        (&raw const self.word).addr()
    }
}

/// Takes the lock back if the table of rows cannot be allocated: others spin.
struct Unlock<'w> {
    word: &'w AtomicU64,
    was: u64,
}

impl Drop for Unlock<'_> {
    fn drop(&mut self) {
        // Release pairs with the Acquire of the next to lock: what was read of the variable was read before.
        self.word.store(self.was, Ordering::Release);
    }
}

impl<T> Phased<'_, [T]> {
    /// The number of elements, which no access can change.
    #[must_use]
    pub fn len(&self) -> usize {
        self.place.len()
    }

    /// Whether there are no elements.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.place.is_empty()
    }

    /// The elements that `map` gives to each iteration of the loop that this part is handed to.
    #[track_caller]
    pub fn part<const D: usize>(&self, map: Map<D>) -> PhasedPart<'_, T>
    where
        T: Send,
    {
        PhasedPart::new(self, map.any(), Location::caller())
    }

    /// The `stride` elements of the calling thread: `stride * omp_get_thread_num()` and on.
    ///
    /// # Panics
    /// When the slice is used in another way in the same phase, or this thread has it open.
    #[track_caller]
    pub fn slot(&self, stride: usize) -> Slot<'_, T>
    where
        T: Send,
    {
        own_slot(self, stride, Location::caller())
    }

    /// Element 0 and the length, without a reference to the elements.
    pub(super) fn open_slice(&self, mode: &Mode, at: &'static Location<'static>) -> (Pin, (*mut T, usize)) {
        (self.open(mode, at), (self.place.cast(), self.place.len()))
    }
}

impl<R: Row> Phased<'_, R> {
    /// Opens the elements for a partition. They stay where they are as long as the pin lasts.
    pub(super) fn open_row(
        &self,
        mode: &Mode,
        at: &'static Location<'static>,
    ) -> (Pin, (*mut R::Element, usize)) {
        // SAFETY: as in `open_rows`.
        let pin = self.open_with(mode, at, |place| raw_rows(slice::from_mut(unsafe { &mut *place })));
        // SAFETY: open in this phase; see `opening`.
        let rows = &unsafe { &*self.opening.get() }.rows;
        (pin, rows[0].elements())
    }
}

impl<R: Row> Phased<'_, [R]> {
    /// Opens the rows for a nested partition. The table lasts as long as the pin.
    pub(super) fn open_rows(
        &self,
        mode: &Mode,
        at: &'static Location<'static>,
    ) -> (Pin, (*const RawRow, usize)) {
        // SAFETY: under the lock of a new phase nothing is open, so this is the only reference. It ends before
        // the word is published, and none is made in the phase after that.
        let pin = self.open_with(mode, at, |place| raw_rows(unsafe { &mut *place }));
        // SAFETY: open in this phase; see `opening`.
        let rows = &unsafe { &*self.opening.get() }.rows;
        (pin, (rows.as_ptr(), rows.len()))
    }
}
