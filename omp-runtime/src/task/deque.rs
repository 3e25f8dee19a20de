//! The work-stealing deque of one thread: Chase and Lev's, with the orderings that Lê, Pop, Cohen and
//! Zappa Nardelli proved for weak memory models (2013). README.md argues what is added to it.

use std::{cell::Cell, ptr};

use crossbeam::utils::CachePadded;

use super::job::JobRef;
use crate::sync::atomic::{AtomicIsize, AtomicPtr, Ordering, fence};

/// The first ring's length. Small under loom, so that models reach the growing of the ring.
const FIRST: usize = if cfg!(loom) { 2 } else { 64 };

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
    /// The current ring's length. Owner only.
    len: Cell<isize>,
    /// Rings that a thief may still be reading; freed with the deque. Together no longer than the current
    /// one. Owner only.
    retired: Cell<Vec<*mut Ring>>,
}

// SAFETY: `Cell` fields and the methods that touch them belong to the owner (the contract of `push` and `pop`);
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
            len: Cell::new(0),
            retired: Cell::new(Vec::new()),
        }
    }

    /// The index that the next push gets. Exact for the owner.
    #[inline]
    pub(super) fn bottom(&self) -> isize {
        // Relaxed: the owner reads its own store; for others it is a hint.
        self.bottom.load(Ordering::Relaxed)
    }

    /// How many entries there are. A hint, except that the owner never reads fewer than there are.
    #[inline]
    pub(super) fn len(&self) -> usize {
        // Relaxed: a hint; entries are reached through `steal` and `pop` alone.
        self.bottom().saturating_sub(self.top.load(Ordering::Relaxed)).max(0) as usize
    }

    /// Adds the newest entry; gives its index.
    ///
    /// # Safety
    /// The caller is the owner, the one thread that calls `push` and `pop`.
    #[inline]
    pub(super) unsafe fn push(&self, job: JobRef) -> isize {
        let bottom = self.bottom.load(Ordering::Relaxed); // the owner's own store
        // Acquire pairs with the thief's compare-exchange: its read of the slot is over before we reuse the slot.
        let top = self.top.load(Ordering::Acquire);
        if bottom - top >= self.len.get() {
            self.grow(top, bottom);
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

    #[cold]
    fn grow(&self, top: isize, bottom: isize) {
        let old = self.ring.load(Ordering::Relaxed); // the owner's own store
        let len = (self.len.get() as usize * 2).max(FIRST);
        let ring = Ring::new(len);
        if !old.is_null() {
            // SAFETY: rings are freed with the deque.
            let source = unsafe { &*old };
            for index in top..bottom {
                // Relaxed: our own entries; published with the ring.
                ring.slot(index).store(source.slot(index).load(Ordering::Relaxed), Ordering::Relaxed);
            }
            let mut retired = self.retired.take();
            retired.push(old);
            self.retired.set(retired);
        }
        // Release pairs with the Acquire load of `ring` in `steal`: the entries are copied.
        self.ring.store(Box::into_raw(Box::new(ring)), Ordering::Release);
        self.len.set(len as isize);
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
        // SeqCst pairs with the fence in `steal`: of an owner and a thief after the same entry, one sees the other.
        fence(Ordering::SeqCst);
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
        }
        // SAFETY: a pushed reference, and ours alone: below `bottom`, or won by the compare-exchange.
        Some(unsafe { JobRef::from_ptr(job) })
    }

    /// Takes the oldest entry, if its index is at least the `floor` that is returned by `permit`.
    ///
    /// `permit` is asked when the entry has been seen, and before it is taken: if the theft succeeds, the entry
    /// was there all through that call.
    pub(super) fn steal(&self, permit: impl FnOnce() -> Option<isize>) -> Steal {
        // Acquire pairs with the compare-exchange of the thief that brought `top` here.
        let top = self.top.load(Ordering::Acquire);
        // SeqCst pairs with the fence in `pop`.
        fence(Ordering::SeqCst);
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
        debug_assert_eq!(self.len(), 0, "tasks complete before their team ends");
        let current = self.ring.load(Ordering::Relaxed); // `&mut self`: no other thread is left
        for ring in self.retired.take().into_iter().chain([current]) {
            if !ring.is_null() {
                // SAFETY: made by `Box::into_raw` in `grow`, freed once, and no thread is left that reads it.
                drop(unsafe { Box::from_raw(ring) });
            }
        }
    }
}
