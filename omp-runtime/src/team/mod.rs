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
pub(crate) use fork::{Ended, fork};

use crate::{
    barrier::{Barrier, Broken, Comer},
    constructs::single::Singles,
    icv,
    task::TeamTasks,
    wait::{Event, Pace},
    worksharing::Ring,
};
use cancel::Cancel;
use fork::Job;

/// Where a worker sits between its jobs.
pub(crate) type Seat = crew::Seat<Job>;

/// What the threads of one region share. It outlives the region and serves the next one of the same size, unless the
/// region was cancelled.
pub(crate) struct Team {
    /// The number of threads. Never changes.
    pub(crate) size: usize,
    pub(crate) barrier: Barrier,
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
        let crowded = size > icv::num_procs();
        Self {
            size,
            barrier: Barrier::new(size, crowded),
            cancel: Cancel::new(),
            constructs: Ring::new(size, crowded),
            singles: Singles::default(),
            tasks: TeamTasks::new(size),
            event: if crowded { Event::new() } else { Event::light() },
            pace: Pace::of(size),
        }
    }

    /// Whether a thread of the region has panicked, so that the others should leave.
    #[inline]
    pub(crate) fn cancelled(&self) -> bool {
        self.cancel.is_set()
    }

    /// Whether there are more threads than CPUs, so that a thread that waits may keep another from running.
    pub(crate) fn is_crowded(&self) -> bool {
        self.size > icv::num_procs()
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

    /// A thread has pushed a task in this region: wakes one that sleeps at a barrier, to help, which wakes the next if it makes
    /// tasks itself. May miss one that is just falling asleep, which costs parallelism, not progress: who pushes a task runs
    /// it at the latest when it waits for it.
    #[inline]
    pub(crate) fn task_pushed(&self, region: u64) {
        self.tasks.note_use(region);
        self.event.nudge_one();
    }

    /// Waits for all threads of the team at a barrier of the region at `region`.
    ///
    /// A thread that leaves by unwinding must not come again, for it has arrived: see `Context::come_to`.
    pub(crate) fn barrier(
        &self,
        (comer, region): (Comer, &'static Location<'static>),
        help: impl FnMut() -> bool,
    ) {
        let waited = self.barrier.wait(comer, (&self.event, self.pace), || self.cancelled(), help);
        waited.unwrap_or_else(|broken| self.part(comer, region, &broken));
    }

    /// The end of the region `id` at `region`. The encountering thread, which has no seat, waits for the others, and goes on.
    /// A worker looks for tasks until something new is on the board, unless the region ends for all at once.
    pub(crate) fn end(
        &self,
        (comer, id, region): (Comer, u64, &'static Location<'static>),
        seat: Option<&Seat>,
        mut help: impl FnMut() -> bool,
    ) {
        let ended = self.barrier.end(comer, id, (&self.event, self.pace), || self.cancelled(), &mut help);
        let all = ended.unwrap_or_else(|broken| self.part(comer, region, &broken));
        if let (Some(seat), false) = (seat, all) {
            self.event.wait(self.pace, || seat.is_called() || self.cancelled(), help);
        }
    }

    #[cold]
    fn part(&self, comer: Comer, region: &'static Location<'static>, broken: &Broken) -> ! {
        match broken {
            Broken::Cancelled => leave(),
            Broken::Mismatch(mismatch) => self.refuse(comer.num, &mismatch.text(region)),
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
