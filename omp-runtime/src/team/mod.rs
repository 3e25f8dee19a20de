//! Teams of threads. See README.md for the protocol.

mod cancel;
mod crew;
mod fork;
mod hot;
#[cfg(all(test, loom))]
mod model;
#[cfg(all(test, not(loom)))]
mod tests;

use std::panic::{Location, resume_unwind};

pub(crate) use cancel::Cancelled;
pub(crate) use fork::fork;

use crate::{
    barrier::{Barrier, Broken, Site},
    constructs::single::Singles,
    task::TeamTasks,
    wait::{Event, Pace},
    worksharing::Ring,
};
use cancel::Cancel;

/// What the threads of one region share. It outlives the region and serves the next one of the same size, unless the
/// region was cancelled.
pub(crate) struct Team {
    /// The number of threads. Never changes.
    pub(crate) size: usize,
    barrier: Barrier,
    cancel: Cancel,
    /// The worksharing constructs that the threads of the region are in.
    pub(crate) constructs: Ring,
    pub(crate) singles: Singles,
    pub(crate) tasks: TeamTasks,
    /// Where threads of the team wait for each other.
    event: Event,
    pub(crate) pace: Pace,
}

impl Team {
    pub(crate) fn new(size: usize) -> Self {
        Self {
            size,
            barrier: Barrier::new(size),
            cancel: Cancel::new(),
            constructs: Ring::new(size),
            singles: Singles::default(),
            tasks: TeamTasks::new(size),
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

    /// Wakes the threads that sleep in `wait` or in a barrier, to look again.
    #[inline]
    pub(crate) fn wake(&self) {
        self.event.notify();
    }

    /// A thread has pushed a task: wakes those that sleep at a barrier, to help. May miss one that is just falling
    /// asleep, which costs parallelism, not progress: who pushes a task runs it at the latest when it waits for it.
    #[inline]
    pub(crate) fn task_pushed(&self) {
        self.tasks.note_use();
        self.event.nudge();
    }

    /// Numbers the constructs of a new region from the start. While no thread is in the region; some may not have left
    /// the barrier at the end of the one before yet.
    pub(crate) fn begin_region(&self, region: u64) {
        self.singles.restart();
        self.tasks.restart(region);
    }

    /// Waits for all threads of the team at the barrier `site` of the region at `region`.
    ///
    /// A thread that leaves by unwinding must not come again, for it has arrived: see `Context::meet`.
    pub(crate) fn barrier(
        &self,
        num: usize,
        (site, region): (Site, &'static Location<'static>),
        help: impl FnMut() -> bool,
    ) {
        match self.barrier.wait(num, site, (&self.event, self.pace), || self.cancelled(), help) {
            Ok(()) => {}
            Err(Broken::Cancelled) => leave(),
            Err(Broken::Mismatch(mismatch)) => self.refuse(num, &mismatch.text(region)),
        }
    }

    /// Cancels the region before it panics: user code may catch the panic, and the others would wait for ever.
    #[cold]
    pub(crate) fn refuse(&self, num: usize, text: &str) -> ! {
        self.cancel.record(num, Box::new(text.to_owned()));
        self.wake();
        panic!("{text}")
    }
}

/// Leaves a cancelled region by unwinding without a message.
#[cold]
pub(crate) fn leave() -> ! {
    resume_unwind(Box::new(Cancelled))
}
