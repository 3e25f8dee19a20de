//! Explicit tasks. See README.md for the protocol.

use std::{cell::Cell, ptr};

use crossbeam::utils::CachePadded;

mod deque;
mod feed;
mod frame;
mod job;
mod scope;
mod slots;
mod wait;
mod with_task;

#[cfg(all(test, loom))]
mod model;
#[cfg(all(test, not(loom)))]
mod tests;

pub use scope::{TaskScope, task_scope};
pub(crate) use wait::run_one;
pub use with_task::{final_task, task_at_once, with_task};

use crate::{
    sync::{atomic::Ordering, global::AtomicU64},
    wait::Event,
};
use deque::Deque;
use frame::Frame;
use slots::Slots;

/// What the threads of a team share for their tasks.
pub(crate) struct TeamTasks {
    /// One for each thread, by thread number.
    workers: Box<[CachePadded<Worker>]>,
    /// The last region in which a task has been pushed. Set by who pushes, read by who waits at a barrier.
    used: AtomicU64,
}

/// One thread's part.
struct Worker {
    /// Pushed to and popped from by this thread, stolen from by the others.
    deque: Deque,
    /// Where the jobs lie that it pushes, if they are small. Looked up by this thread.
    slots: Slots,
    /// Where this thread sleeps when it waits for tasks.
    event: Event,
    /// The explicit task that this thread runs now, or null. This thread only.
    current: Cell<*const Frame>,
    /// The implicit task of this thread. This thread only.
    base: Frame,
    /// Whom this thread robbed last. This thread only.
    victim: Cell<usize>,
    /// The state of the numbers by which this thread chooses whom to rob. This thread only.
    random: Cell<u32>,
    /// The region in which this thread has left plenty of tasks where it stole last; 0 if it has not. This thread only.
    plenty: Cell<u64>,
}

// SAFETY: `deque` and `event` are Sync; the other fields are reached through `Executor` alone, which takes the worker of the
// thread number of the current context: one thread.
unsafe impl Sync for Worker {}
// SAFETY: between regions the pointers are null.
unsafe impl Send for Worker {}

impl TeamTasks {
    pub(crate) fn new(size: usize) -> Self {
        let worker = |num: usize| Worker {
            deque: Deque::new(),
            slots: Slots::new(),
            event: Event::new(),
            current: Cell::new(ptr::null()),
            base: Frame::base(),
            victim: Cell::new(0),
            // Not 0, and different for each.
            random: Cell::new((num as u32).wrapping_mul(0x9E37_79B9) | 1),
            plenty: Cell::new(0),
        };
        Self {
            workers: (0..size).map(|num| CachePadded::new(worker(num))).collect(),
            used: AtomicU64::new(0),
        }
    }

    /// Whether a task has been pushed in this region: a hint, and certain once all threads of the region have arrived at
    /// its end. Never true for one who is late to leave an earlier region.
    #[inline]
    pub(crate) fn used(&self, region: u64) -> bool {
        // Relaxed suffices: it guards no data, and the barrier orders every push before what is asked behind it.
        self.used.load(Ordering::Relaxed) == region
    }

    #[inline]
    pub(crate) fn note_use(&self, region: u64) {
        // Relaxed suffices: as in `used`. The store is left out where it changes nothing: others read the line.
        if !self.used(region) {
            self.used.store(region, Ordering::Relaxed);
        }
    }
}
