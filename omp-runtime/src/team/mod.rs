//! Teams of threads. See README.md for the protocol.

mod cancel;
mod crew;
mod fork;
mod hot;
#[cfg(all(test, loom))]
mod model;
#[cfg(all(test, not(loom)))]
mod tests;

use std::panic::resume_unwind;

pub(crate) use cancel::Cancelled;
pub(crate) use fork::fork;

use crate::{
    barrier::{Barrier, Broken, Site},
    wait::{Event, Pace},
};
use cancel::Cancel;

/// What the threads of one region share. It outlives the region and serves the next one of the same size, unless the
/// region was cancelled.
pub(crate) struct Team {
    /// The number of threads. Never changes.
    pub(crate) size: usize,
    barrier: Barrier,
    cancel: Cancel,
    /// Where threads of the team wait for each other.
    event: Event,
    pace: Pace,
}

impl Team {
    pub(crate) fn new(size: usize) -> Self {
        Self {
            size,
            barrier: Barrier::new(size),
            cancel: Cancel::new(),
            event: Event::new(),
            pace: Pace::of(size),
        }
    }

    /// Whether a thread of the region has panicked, so that the others should leave.
    #[inline]
    pub(crate) fn cancelled(&self) -> bool {
        self.cancel.is_set()
    }

    /// Leaves the region, by unwinding without a message, if it is cancelled. For every loop that waits for another
    /// thread of the team.
    #[inline]
    pub(crate) fn check_cancelled(&self) {
        if self.cancelled() {
            leave();
        }
    }

    /// Waits until `ready`, running `help` meanwhile; leaves the region if it is cancelled. Whoever makes `ready`
    /// true, or gives `help` something to do, calls `wake` afterwards.
    pub(crate) fn wait(&self, ready: impl Fn() -> bool, help: impl FnMut() -> bool) {
        self.event.wait(self.pace, || ready() || self.cancelled(), help);
        if !ready() {
            leave();
        }
    }

    /// Wakes the threads that sleep in `wait` or in a barrier, to look again.
    #[inline]
    pub(crate) fn wake(&self) {
        self.event.notify();
    }

    /// Waits for all threads of the team at the barrier `site`.
    pub(crate) fn barrier(&self, num: usize, site: Site, help: impl FnMut() -> bool) {
        match self.barrier.wait(num, site, (&self.event, self.pace), || self.cancelled(), help) {
            Ok(()) => {}
            Err(Broken::Cancelled) => leave(),
            Err(Broken::Mismatch(mismatch)) => panic!("{mismatch}"),
        }
    }
}

#[cold]
fn leave() -> ! {
    resume_unwind(Box::new(Cancelled))
}
