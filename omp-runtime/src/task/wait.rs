//! What a thread does that has to wait: run a task that it may run, or back off.

use super::{Worker, deque::Steal, frame::Executor, job::JobRef};
use crate::context::Context;

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

/// Steals the oldest entry of `victim` that `permit` allows (see `Deque::steal`).
fn steal(on: Executor<'_>, victim: usize, permit: impl Fn() -> Option<isize>) -> Option<JobRef> {
    let deque = &on.tasks.workers[victim].deque;
    loop {
        match deque.steal(&permit) {
            Steal::Success(job) => return Some(job),
            Steal::Empty => return None,
            Steal::Retry => {}
        }
    }
}

/// Steals from `victim` what `permit` allows and runs it, and then what it leaves behind. False if there is none.
pub(super) fn run_stolen(on: Executor<'_>, victim: usize, permit: impl Fn() -> Option<isize>) -> bool {
    let job = steal(on, victim, permit);
    job.map(|job| job.run(on, true)).is_some()
}

/// Runs one task of the team, if there is one: what a thread does that waits at a barrier, below which no task waits on
/// this stack.
pub(crate) fn run_one(ctx: &Context) -> bool {
    let on = Executor::new(ctx);
    find(on).map(|job| job.run(on, true)).is_some()
}

/// Takes any task: an own one, or that of the last victim, for where there was one there may be more, or that of any
/// other thread from a random one on, lest all thieves go to the same.
fn find(on: Executor<'_>) -> Option<JobRef> {
    let (me, count) = (on.ctx.thread_num, on.tasks.workers.len());
    // SAFETY: this thread is the owner of its worker's deque.
    if let Some(job) = unsafe { on.worker.deque.pop(on.worker.deque.top()) } {
        return Some(job);
    }
    let first = random_below(on.worker, count);
    let others = (first..count).chain(0..first);
    std::iter::once(on.worker.victim.get()).chain(others).filter(|&victim| victim != me).find_map(|victim| {
        let job = steal(on, victim, || Some(isize::MIN))?;
        on.worker.victim.set(victim);
        Some(job)
    })
}

/// Xorshift (Marsaglia 2003).
fn random_below(worker: &Worker, count: usize) -> usize {
    let mut x = worker.random.get();
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    worker.random.set(x);
    ((u64::from(x) * count as u64) >> 32) as usize
}
