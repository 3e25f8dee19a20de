//! Where the threads of a region's loop leave what they have: a place for each, written by that thread alone, and read by
//! the last of them when all have left theirs. No lock, and one line that all threads write, once.

use super::{lanes::Ops, tree::Forest};
use crate::{
    sync::{
        UnsafeCell,
        atomic::{AtomicUsize, Ordering},
    },
    worksharing::ring::Shared,
};

/// For one construct after the other.
pub(crate) struct Deposits<P> {
    places: Box<[Place<P>]>,
    /// How many threads have come.
    come: AtomicUsize,
}

/// A line pair of its own. Its thread's until it has come, and then that of the last to come.
#[repr(align(128))]
struct Place<P>(UnsafeCell<Option<Forest<P>>>);

// SAFETY: as `Place` says; values of P go from thread to thread.
unsafe impl<P: Send> Sync for Deposits<P> {}

impl<P> Deposits<P> {
    fn new(threads: usize) -> Self {
        let place = || Place(UnsafeCell::new(None));
        Self { places: (0..threads).map(|_| place()).collect(), come: AtomicUsize::new(0) }
    }

    /// Leaves a thread's subtrees. The last of the threads to come gets all of them, combined, if there are any.
    ///
    /// # Safety
    /// Each thread comes once to each construct, under its own number, when all have left the construct before.
    pub(crate) unsafe fn leave<O: Ops<Private = P>>(&self, thread: usize, forest: Forest<P>) -> Option<P> {
        // SAFETY: nobody else is at this place before this thread has come.
        self.places[thread].0.with_mut(|place| unsafe { *place = Some(forest) });
        // Release: what was left is for the last to come; Acquire pairs with it there.
        if self.come.fetch_add(1, Ordering::AcqRel) + 1 < self.places.len() {
            return None;
        }
        // SAFETY: all have come, so nobody else is at any place.
        let mut forests =
            self.places.iter().filter_map(|place| place.0.with_mut(|place| unsafe { (*place).take() }));
        Forest::merge::<O>(&mut forests)
    }

    /// For the next construct, of a team of so many. The one before may lack threads that did not come to it.
    fn renew(&mut self, threads: usize) {
        if self.places.len() == threads && self.come.load(Ordering::Relaxed) == threads {
            self.come.store(0, Ordering::Relaxed);
        } else {
            *self = Self::new(threads);
        }
    }
}

impl<P: Send + 'static> Deposits<P> {
    /// Makes places for the next construct of a slot, or takes those of the one before if they will do.
    pub(crate) fn prepare(shared: &mut Shared, threads: usize) {
        let used = shared.as_mut().and_then(|shared| shared.downcast_mut::<Self>());
        match used {
            Some(deposits) => deposits.renew(threads),
            None => *shared = Some(Box::new(Self::new(threads))),
        }
    }
}
