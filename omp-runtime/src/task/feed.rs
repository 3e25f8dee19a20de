//! Whether a new task is worth deferring: README.md, "A task that nobody needs is a call".

use super::{TeamTasks, Worker, frame::Executor};
use crate::sync::atomic::Ordering;

/// So many tasks on a thread's deque are enough for those that get hungry.
pub(super) const ENOUGH: isize = 4;

impl TeamTasks {
    /// Whether every thread but one is known to have a task. A hint.
    #[inline]
    fn all_fed(&self) -> bool {
        // Relaxed: a hint.
        self.fed.load(Ordering::Relaxed) + 1 >= self.workers.len()
    }

    /// `worker`, which waits at a barrier, has got a task or has looked for one in vain.
    #[inline]
    pub(super) fn feed(&self, worker: &Worker, fed: bool) {
        if worker.fed.replace(fed) == fed {
            return;
        }
        // Relaxed: a hint.
        if fed {
            self.fed.fetch_add(1, Ordering::Relaxed);
        } else {
            self.fed.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// Nothing is known of any thread. Between regions.
    pub(super) fn forget_fed(&self) {
        self.workers.iter().for_each(|worker| worker.fed.set(false));
        // Relaxed: the fork orders it before the region.
        self.fed.store(0, Ordering::Relaxed);
    }
}

impl Executor<'_> {
    /// Whether nobody would take a new task of a block whose own tasks begin at index `floor` of this thread's deque.
    #[inline]
    pub(super) fn is_saturated(&self, floor: isize) -> bool {
        floor - self.worker.deque.top() >= ENOUGH && self.tasks.all_fed()
    }
}
