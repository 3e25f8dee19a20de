//! The end of a scope, and the end of each of its tasks.

use super::ScopeCore;
use crate::task::{
    frame::{Executor, Frame},
    job::JobRef,
    wait::{run_stolen, wait},
};

impl ScopeCore {
    /// Waits for all tasks, if any was deferred.
    #[inline]
    pub(super) fn wait_for_all(&self, on: Executor<'_>) {
        if !self.is_complete() {
            self.wait(on);
        }
    }

    /// Waits for all tasks: runs its own, then late ones, then descendants on the threads that run its tasks.
    fn wait(&self, on: Executor<'_>) {
        wait(
            on.waits(),
            || self.is_complete(),
            || self.run_own(on) || (on.may_help() && self.help(on)),
            || self.sum_up(),
        );
    }

    fn run_own(&self, on: Executor<'_>) -> bool {
        // SAFETY: this thread is the owner of its worker's deque.
        let job = unsafe { on.worker.deque.pop(self.floor) }.or_else(|| self.take_late());
        job.map(|job| job.run(on, false)).is_some()
    }

    fn take_late(&self) -> Option<JobRef> {
        self.theirs.shared.get()?.take_late()
    }

    fn help(&self, on: Executor<'_>) -> bool {
        // A thief that has not made it yet is seen the next time.
        let Some(shared) = self.theirs.shared.get() else { return false };
        (0..self.size).any(|victim| {
            let permit = || shared.floor(victim);
            victim != on.ctx.thread_num && permit().is_some() && run_stolen(on, victim, permit)
        })
    }

    /// Hands the owner a task that the deque must not take.
    pub(super) fn put_late(&self, job: JobRef) {
        self.count();
        self.shared().put_late(job);
        // SAFETY: the worker stays as long as the team, and the scope of this team waits for whoever spawns.
        unsafe { &*self.worker }.event.notify();
    }

    /// Runs a task that was stolen, and then those of its siblings that it left on this thread's deque: they must not lie
    /// above what the thread goes on with.
    pub(super) fn run_stolen(&self, on: Executor<'_>, frame: &Frame, body: impl FnOnce()) {
        let (floor, shared, thread) = (on.worker.deque.bottom(), self.shared(), on.ctx.thread_num);
        let outer = shared.enter(thread, floor);
        self.note(on.run_task(frame, body));
        // SAFETY: this thread is the owner of its worker's deque.
        while let Some(left) = unsafe { on.worker.deque.pop(floor) } {
            left.run(on, false);
        }
        shared.leave(thread, outer);
    }

    /// A task that was deferred is complete: the last access to the scope. Wakes the owner if that may sleep for it.
    ///
    /// # Safety
    /// `this` counts the task, which was run by `on`.
    pub(super) unsafe fn finish(this: *const Self, on: Executor<'_>, stolen: bool) {
        // SAFETY: the task counts until it is taken off below.
        let scope = unsafe { &*this };
        if !stolen && scope.is_ours(on) {
            return scope.count_own(-1);
        }
        let owner = scope.worker;
        // SAFETY: as above. The scope may be gone when this returns.
        if unsafe { Self::complete(this) } {
            // SAFETY: of the team whose region this thread is in.
            unsafe { &*owner }.event.notify();
        }
    }
}
