//! The work-stealing deque of one thread: Chase and Lev's, with the orderings that Lê, Pop, Cohen and
//! Zappa Nardelli proved for weak memory models (2013). README.md argues what is added to it.

use std::{cell::Cell, ptr};

use crossbeam::utils::CachePadded;

use super::job::JobRef;
use crate::{
    fence as asymmetric,
    sync::atomic::{AtomicBool, AtomicIsize, AtomicPtr, AtomicUsize, Ordering, fence},
};

/// The first ring's length. Small under loom, so that models reach the growing of the ring.
const FIRST: usize = if cfg!(loom) { 2 } else { 64 };

/// So many `pop`s without a theft, and the owner's fences become light. A theft costs a system call then, about
/// the time of a hundred full fences.
const QUIET: usize = if cfg!(loom) {
    usize::MAX // a model of its own begins with light fences
} else if cfg!(test) {
    64
} else {
    1 << 14
};

/// How the owner fences, `Deque::mode`. FULL -> LIGHT by the owner, LIGHT -> ASKED by a thief, which then makes
/// it FULL, or BEGGED if it cannot. BEGGED -> FULL by the owner.
const FULL: usize = 0;
const LIGHT: usize = 1;
const ASKED: usize = 2;
const BEGGED: usize = 3;

/// A ring of job references. Its length is a power of two.
struct Ring {
    slots: Box<[AtomicPtr<()>]>,
}

impl Ring {
    fn new(len: usize) -> Self {
        Self { slots: (0..len).map(|_| AtomicPtr::new(ptr::null_mut())).collect() }
    }

    #[inline]
    fn slot(&self, index: isize) -> &AtomicPtr<()> {
        let at = index as usize & (self.slots.len() - 1);
        // SAFETY: the mask keeps `at` below the length: a power of two, and not 0.
        unsafe { self.slots.get_unchecked(at) }
    }
}

/// What came of an attempt to steal.
#[derive(Debug)]
pub(super) enum Steal {
    /// The thief now owns the job.
    Success(JobRef),
    /// Nothing there that this thief may take.
    Empty,
    /// Another thread was faster: worth another look.
    Retry,
}

/// Entries `top..bottom`, each at an index that never changes while the entry is there. The owner pushes and
/// pops at `bottom`, thieves take at `top`, which never decreases.
pub(super) struct Deque {
    /// Advanced by whoever takes the oldest entry, through a compare-exchange.
    top: CachePadded<AtomicIsize>,
    /// Written by the owner only.
    bottom: CachePadded<AtomicIsize>,
    /// Replaced by the owner only, by a longer ring; null before the first push.
    ring: AtomicPtr<Ring>,
    /// Which fence `pop` executes.
    mode: AtomicUsize,
    /// A thief has found nothing here. Set by thieves, cleared by the owner.
    wish: AtomicBool,
    /// On cache lines of its own: thieves read the rest. Owner only.
    own: CachePadded<Own>,
}

/// What the owner of a deque knows.
struct Own {
    /// `pop`s since it last looked for thefts.
    pops: Cell<usize>,
    /// `top`, less what the owner itself has added to it, when it last looked.
    thefts: Cell<isize>,
    /// What the owner itself has added to `top`.
    advanced: Cell<isize>,
    /// `top` when the owner last looked at it. Where it need not be newer nobody asks, for it is the thieves' line.
    seen: Cell<isize>,
    /// The current ring's length.
    len: Cell<isize>,
    /// Rings that a thief may still be reading; freed with the deque. Together no longer than the current one.
    retired: Cell<Vec<*mut Ring>>,
}

// SAFETY: `own` and the methods that touch it belong to the owner (the contract of `push` and `pop`);
// the rest is atomic. A `JobRef` may be run by any thread (the contract of `JobRef::new`).
unsafe impl Sync for Deque {}
// SAFETY: as above; nothing in it is bound to a thread.
unsafe impl Send for Deque {}

impl Deque {
    pub(super) fn new() -> Self {
        Self {
            top: CachePadded::new(AtomicIsize::new(0)),
            bottom: CachePadded::new(AtomicIsize::new(0)),
            ring: AtomicPtr::new(ptr::null_mut()),
            mode: AtomicUsize::new(FULL),
            wish: AtomicBool::new(false),
            own: CachePadded::new(Own {
                pops: Cell::new(0),
                thefts: Cell::new(0),
                advanced: Cell::new(0),
                seen: Cell::new(0),
                len: Cell::new(0),
                retired: Cell::new(Vec::new()),
            }),
        }
    }

    /// The index that the next push gets. Exact for the owner.
    #[inline]
    pub(super) fn bottom(&self) -> isize {
        // Relaxed: the owner reads its own store; for others it is a hint.
        self.bottom.load(Ordering::Relaxed)
    }

    /// The index of the oldest entry. A hint.
    #[inline]
    pub(super) fn top(&self) -> isize {
        // Relaxed: a hint.
        self.top.load(Ordering::Relaxed)
    }

    /// How many entries were stolen, when the owner last looked.
    #[inline]
    pub(super) fn thefts(&self) -> isize {
        self.own.seen.get() - self.own.advanced.get()
    }

    /// Reads `top` anew. By the owner.
    #[inline]
    fn look(&self) -> isize {
        // Acquire pairs with the thief's compare-exchange: its read of a slot is over before we reuse the slot.
        let top = self.top.load(Ordering::Acquire);
        self.own.seen.set(top);
        top
    }

    /// Whether below index `end` there are so many entries, or more. For the owner: a hint, except that it says yes if
    /// there are.
    #[inline]
    pub(super) fn has(&self, entries: isize, end: isize) -> bool {
        end - self.own.seen.get() >= entries && end - self.look() >= entries
    }

    /// How many entries there are. A hint.
    pub(super) fn len(&self) -> usize {
        (self.bottom() - self.top()).max(0) as usize
    }

    fn wish(&self) {
        // Relaxed suffices: a hint. The store is left out where it changes nothing, for the owner reads the line.
        if !self.wish.load(Ordering::Relaxed) {
            self.wish.store(true, Ordering::Relaxed);
        }
    }

    /// Whether a thief has found nothing here since the owner last asked. A hint.
    #[inline]
    pub(super) fn take_wish(&self) -> bool {
        // Relaxed suffices: as above.
        let wished = self.wish.load(Ordering::Relaxed);
        if wished {
            self.wish.store(false, Ordering::Relaxed);
        }
        wished
    }

    /// Adds the newest entry; gives its index.
    ///
    /// # Safety
    /// The caller is the owner, the one thread that calls `push` and `pop`.
    #[inline]
    pub(super) unsafe fn push(&self, job: JobRef) -> isize {
        let bottom = self.bottom.load(Ordering::Relaxed); // the owner's own store
        if bottom - self.own.seen.get() >= self.own.len.get() && bottom - self.look() >= self.own.len.get() {
            self.grow(self.own.seen.get(), bottom);
        }
        // SAFETY: not null after the first `grow`; rings are freed with the deque. Relaxed: the owner's own store.
        let ring = unsafe { &*self.ring.load(Ordering::Relaxed) };
        // Relaxed: published by the fence and the store to `bottom`.
        ring.slot(bottom).store(job.into_ptr(), Ordering::Relaxed);
        // A fence and not a Release store, so that the later stores of `pop` to `bottom` publish the entry too.
        // Pairs with the Acquire load of `bottom` in `steal`.
        fence(Ordering::Release);
        self.bottom.store(bottom + 1, Ordering::Relaxed);
        bottom
    }

    /// What `review` does after many quiet pops.
    #[cfg(all(test, loom))]
    pub(super) fn lighten(&self) {
        if self.mode.load(Ordering::Relaxed) == FULL {
            self.mode.store(LIGHT, Ordering::Relaxed);
        }
        fence(Ordering::SeqCst);
    }

    #[cfg(all(test, not(loom)))]
    pub(super) fn is_light(&self) -> bool {
        self.mode.load(Ordering::Relaxed) == LIGHT
    }

    #[cold]
    fn grow(&self, top: isize, bottom: isize) {
        let old = self.ring.load(Ordering::Relaxed); // the owner's own store
        let len = (self.own.len.get() as usize * 2).max(FIRST);
        let ring = Ring::new(len);
        if !old.is_null() {
            // SAFETY: rings are freed with the deque.
            let source = unsafe { &*old };
            for index in top..bottom {
                // Relaxed: our own entries; published with the ring.
                ring.slot(index).store(source.slot(index).load(Ordering::Relaxed), Ordering::Relaxed);
            }
            let mut retired = self.own.retired.take();
            retired.push(old);
            self.own.retired.set(retired);
        }
        // Release pairs with the Acquire load of `ring` in `steal`: the entries are copied.
        self.ring.store(Box::into_raw(Box::new(ring)), Ordering::Release);
        self.own.len.set(len as isize);
    }

    /// Takes the newest entry, if its index is at least `floor`.
    ///
    /// # Safety
    /// As for `push`.
    #[inline]
    pub(super) unsafe fn pop(&self, floor: isize) -> Option<JobRef> {
        let old = self.bottom.load(Ordering::Relaxed); // the owner's own store
        if old <= floor {
            return None;
        }
        let bottom = old - 1;
        self.bottom.store(bottom, Ordering::Relaxed); // ordered by the fence
        // Pairs with the heavy fence in `ask`.
        asymmetric::light();
        // Relaxed: ordered by the fences; README.md has the proof.
        let mode = self.mode.load(Ordering::Relaxed);
        if mode != LIGHT {
            self.full_fence(mode);
        }
        let top = self.top.load(Ordering::Relaxed); // ordered by the fence
        if top > bottom {
            self.bottom.store(old, Ordering::Relaxed); // the deque was empty; nothing to publish
            return None;
        }
        // SAFETY: there was a push, so the ring is not null; rings are freed with the deque.
        let ring = unsafe { &*self.ring.load(Ordering::Relaxed) };
        let job = ring.slot(bottom).load(Ordering::Relaxed); // the owner's own store
        if top == bottom {
            // The last entry: thieves may be after it. SeqCst as in the proof: the order of all changes of `top`.
            let won = self.top.compare_exchange(top, top + 1, Ordering::SeqCst, Ordering::Relaxed).is_ok();
            self.bottom.store(old, Ordering::Relaxed); // the deque is empty; nothing to publish
            if !won {
                return None;
            }
            self.own.advanced.set(self.own.advanced.get() + 1);
        }
        // SAFETY: a pushed reference, and ours alone: below `bottom`, or won by the compare-exchange.
        Some(unsafe { JobRef::from_ptr(job) })
    }

    /// The fence of `pop` while thieves come often, and the decision that they do not.
    #[inline]
    fn full_fence(&self, mode: usize) {
        // SeqCst pairs with the fence in `steal`: of an owner and a thief after the same entry, one sees the other.
        fence(Ordering::SeqCst);
        self.own.pops.set(self.own.pops.get() + 1);
        if self.own.pops.get() >= QUIET || mode == BEGGED {
            self.review();
        }
    }

    /// Changes the mode if that is the owner's to do. Does so seldom.
    #[cold]
    fn review(&self) {
        self.own.pops.set(0);
        self.look();
        let thefts = self.thefts();
        let quiet = self.own.thefts.replace(thefts) == thefts;
        match self.mode.load(Ordering::Relaxed) {
            // Relaxed, with a fence after it that pairs with the one in `steal`: a thief that still reads FULL has
            // read a `top` that all our later pops see.
            FULL if quiet && asymmetric::available() => self.mode.store(LIGHT, Ordering::Relaxed),
            // Release pairs with the Acquire load in `steal`: the pops so far, which may have been light.
            BEGGED => self.mode.store(FULL, Ordering::Release),
            _ => {}
        }
        fence(Ordering::SeqCst);
    }

    /// Makes the owner fence fully, on behalf of a thief. Other thieves find nothing here meanwhile.
    #[cold]
    fn ask(&self) {
        // Relaxed: followed by the fence.
        if self.mode.compare_exchange(LIGHT, ASKED, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            // Pairs with the light fence in `pop`: that pop is visible from here on, or reads ASKED.
            let mode = if asymmetric::heavy() { FULL } else { BEGGED };
            // Release pairs with the Acquire load in `steal`, which hands on what the fence has made visible.
            self.mode.store(mode, Ordering::Release);
        }
    }

    /// Takes the oldest entry, if its index is at least the `floor` that is returned by `permit`.
    ///
    /// `permit` is asked when the entry has been seen, and before it is taken: if the theft succeeds, the entry
    /// was there all through the last call.
    pub(super) fn steal(&self, permit: impl Fn() -> Option<isize>) -> Steal {
        // Acquire pairs with the compare-exchange of the thief that brought `top` here.
        let top = self.top.load(Ordering::Acquire);
        // Hints, before the cost of the fences.
        if top >= self.bottom() {
            self.wish();
            return Steal::Empty;
        }
        if permit().is_none_or(|floor| top < floor) {
            return Steal::Empty;
        }
        // SeqCst pairs with the fences of the owner in `full_fence` and `review`.
        fence(Ordering::SeqCst);
        // Acquire pairs with the Release stores in `ask` and `review`.
        match self.mode.load(Ordering::Acquire) {
            FULL => {}
            LIGHT => {
                self.ask();
                return Steal::Retry;
            }
            _ => return Steal::Empty,
        }
        // Acquire pairs with the fence in `push`: the entries below are visible, and all the owner did before them.
        let bottom = self.bottom.load(Ordering::Acquire);
        if top >= bottom || permit().is_none_or(|floor| top < floor) {
            return Steal::Empty;
        }
        // Acquire pairs with the Release store in `grow`.
        // SAFETY: `top < bottom`, so there was a push and the ring is not null; rings are freed with the deque.
        let ring = unsafe { &*self.ring.load(Ordering::Acquire) };
        // Relaxed: visible through `bottom`. A value that is overwritten meanwhile fails the compare-exchange.
        let job = ring.slot(top).load(Ordering::Relaxed);
        // SeqCst as in the proof. Its release half pairs with the Acquire load in `push`.
        if self.top.compare_exchange(top, top + 1, Ordering::SeqCst, Ordering::Relaxed).is_err() {
            return Steal::Retry;
        }
        // SAFETY: a pushed reference, and ours alone: `top` had not moved since the slot was read.
        Steal::Success(unsafe { JobRef::from_ptr(job) })
    }
}

impl Drop for Deque {
    fn drop(&mut self) {
        debug_assert!(self.bottom() <= self.top(), "tasks complete before their team ends");
        let current = self.ring.load(Ordering::Relaxed); // `&mut self`: no other thread is left
        for ring in self.own.retired.take().into_iter().chain([current]) {
            if !ring.is_null() {
                // SAFETY: made by `Box::into_raw` in `grow`, freed once, and no thread is left that reads it.
                drop(unsafe { Box::from_raw(ring) });
            }
        }
    }
}
