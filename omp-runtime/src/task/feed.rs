//! Whether a new task is worth deferring: README.md, "A task that nobody needs is a call".

use super::frame::Executor;

/// So many tasks on a thread's deque are enough for those that get hungry.
pub(super) const ENOUGH: isize = 4;
/// So many for each thread of the team, on the deque that a task was stolen from, and its thief need not share.
pub(super) const PLENTY: usize = 2;

impl Executor<'_> {
    /// Whether nobody would take a new task of a block whose own tasks begin at index `floor` of this thread's deque.
    #[inline]
    pub(super) fn is_saturated(&self, floor: isize) -> bool {
        let worker = self.worker;
        if worker.deque.take_wish() {
            worker.plenty.set(0);
            return false;
        }
        worker.plenty.get() == self.ctx.region_id || worker.deque.has(ENOUGH, floor)
    }

    /// Notes what a thief finds left where it has stolen.
    pub(super) fn note_left(&self, victim: usize) {
        let workers = &self.tasks.workers;
        let left = workers[victim].deque.len();
        self.worker.plenty.set(if left >= PLENTY * workers.len() { self.ctx.region_id } else { 0 });
    }
}
