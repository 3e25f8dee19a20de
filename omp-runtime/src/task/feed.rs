//! Whether a new task is worth deferring: README.md, "A task that nobody needs is a call".

use super::frame::Executor;

/// So many tasks on a thread's deque are enough for those that get hungry.
pub(super) const ENOUGH: isize = 4;
/// So many new tasks after the last theft, a thread believes that nobody is hungry.
pub(super) const PATIENCE: u32 = 64;

impl Executor<'_> {
    /// Whether nobody would take a new task of a block whose own tasks begin at index `floor` of this thread's deque.
    #[inline]
    pub(super) fn is_saturated(&self, floor: isize) -> bool {
        let worker = self.worker;
        if !worker.deque.has(ENOUGH, floor) {
            return false;
        }
        let thefts = worker.deque.thefts();
        let quiet = if worker.thefts.replace(thefts) == thefts { worker.quiet.get() } else { 0 };
        worker.quiet.set((quiet + 1).min(PATIENCE));
        quiet == PATIENCE
    }
}
