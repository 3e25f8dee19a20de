//! What a thread does that has to wait: run a task that it may run, or back off.

use super::{deque::Steal, frame::Executor};

/// Spin, then yield. No wait of this module parks: progress never depends on a wake-up.
pub(super) struct Backoff {
    #[cfg(not(loom))]
    inner: crossbeam::utils::Backoff,
}

impl Backoff {
    pub(super) fn new() -> Self {
        Self {
            #[cfg(not(loom))]
            inner: crossbeam::utils::Backoff::new(),
        }
    }

    #[cfg_attr(loom, allow(clippy::unused_self, reason = "loom has nothing to count"))]
    pub(super) fn wait(&self) {
        #[cfg(not(loom))]
        self.inner.snooze();
        #[cfg(loom)]
        loom::thread::yield_now();
    }

    pub(super) fn reset(&mut self) {
        *self = Self::new();
    }
}

/// Steals the oldest entry of `victim` that `permit` allows (see `Deque::steal`) and runs it, and then what it
/// leaves behind. False if there is none.
pub(super) fn run_stolen(on: Executor<'_>, victim: usize, permit: impl Fn() -> Option<isize>) -> bool {
    let deque = &on.tasks.workers[victim].deque;
    loop {
        match deque.steal(&permit) {
            Steal::Success(job) => {
                job.run(on, true);
                return true;
            }
            Steal::Empty => return false,
            Steal::Retry => {}
        }
    }
}

/// Runs any one task of the team. For a thread at a barrier, below which no task waits on this stack.
pub(super) fn run_any(on: Executor<'_>) -> bool {
    // SAFETY: this thread is the owner of its worker's deque.
    if let Some(job) = unsafe { on.worker.deque.pop(isize::MIN) } {
        job.run(on, true);
        return true;
    }
    let (me, count) = (on.ctx.thread_num, on.tasks.workers.len());
    let first = on.worker.victim.get();
    for victim in (first..count).chain(0..first) {
        if victim != me && run_stolen(on, victim, || Some(isize::MIN)) {
            // Where there was one there may be more.
            on.worker.victim.set(victim);
            return true;
        }
    }
    false
}
