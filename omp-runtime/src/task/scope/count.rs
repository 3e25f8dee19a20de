//! How many tasks of a scope are not complete: the sum of two counts, of which neither means anything by itself, for a
//! task may enter into one and leave by the other.

use super::ScopeCore;
use crate::sync::atomic::Ordering;

impl ScopeCore {
    /// So many tasks more, says the owner's thread.
    #[inline]
    pub(in crate::task) fn count_own(&self, tasks: isize) {
        self.ours.set(self.ours.get() + tasks);
    }

    /// A task more, says any thread.
    pub(in crate::task) fn count(&self) {
        // Relaxed suffices: whoever spawns keeps the scope open, as its owner or as a task that counts.
        self.theirs.count.fetch_add(1, Ordering::Relaxed);
    }

    /// A task is complete, says any thread, and has no further access to the scope. True if it was the last, and the owner
    /// may sleep for it.
    ///
    /// # Safety
    /// `this` is valid up to the change in here. It may be gone right after, which is why this takes a pointer.
    pub(in crate::task) unsafe fn complete(this: *const Self) -> bool {
        // SAFETY: by the contract. Release pairs with the Acquire in `is_complete`: all that the task did.
        unsafe { (*this).theirs.count.fetch_sub(1, Ordering::Release) == 1 }
    }

    /// Whether all tasks are complete. By the owner, when its closure has returned.
    #[inline]
    pub(in crate::task) fn is_complete(&self) -> bool {
        // Acquire pairs with the Release in `complete`: all changes are read-modify-writes, so with each one before.
        self.ours.get() + self.theirs.count.load(Ordering::Acquire) == 0
    }

    /// Makes the others' count the sum, so that the last of them knows that it is. By the owner, before it sleeps.
    pub(in crate::task) fn sum_up(&self) {
        // Relaxed suffices: nothing is handed over.
        self.theirs.count.fetch_add(self.ours.replace(0), Ordering::Relaxed);
    }
}
