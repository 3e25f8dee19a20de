//! What the threads need that work for a scope.

use std::sync::{Mutex, PoisonError};

use super::super::{
    frame::{Payload, discard},
    job::JobRef,
};
use crate::sync::atomic::{AtomicBool, AtomicIsize, Ordering};

/// No task of this scope runs there.
const NOT_HERE: isize = isize::MIN;

/// Made by the first that needs it: most scopes defer no task.
pub(super) struct Shared {
    /// For each thread of the team: where its deque began when it began a stolen task of this scope, or `NOT_HERE`.
    /// Written by that thread.
    floors: Box<[AtomicIsize]>,
    /// Tasks that were spawned where the deque must not take them. Run by the owner.
    late: Mutex<Vec<JobRef>>,
    /// Whether `late` has entries. Changed under its lock, read without.
    has_late: AtomicBool,
    /// The first panic of a task.
    panic: Mutex<Option<Payload>>,
}

impl Shared {
    #[cold]
    pub(super) fn new(size: usize) -> Self {
        Self {
            floors: (0..size).map(|_| AtomicIsize::new(NOT_HERE)).collect(),
            late: Mutex::new(Vec::new()),
            has_late: AtomicBool::new(false),
            panic: Mutex::new(None),
        }
    }

    /// A thread has stolen a task of the scope. Gives what `leave` takes.
    #[inline]
    pub(super) fn enter(&self, thread: usize, floor: isize) -> isize {
        let slot = &self.floors[thread];
        let outer = slot.load(Ordering::Relaxed); // our own store
        // A barrier within a task's own scope may run tasks of the scope on top of it: the floor is the lowest of theirs.
        let lowest = if outer == NOT_HERE { floor } else { outer };
        // Release pairs with the Acquire load in `floor`.
        slot.store(lowest, Ordering::Release);
        outer
    }

    /// The stolen task is complete, and nothing that it pushed is left on the thread's deque.
    #[inline]
    pub(super) fn leave(&self, thread: usize, outer: isize) {
        // Release pairs with the Acquire load in `floor`: the entries of the task are gone before this says so.
        self.floors[thread].store(outer, Ordering::Release);
    }

    /// Where what belongs to the scope begins on a thread's deque.
    pub(super) fn floor(&self, thread: usize) -> Option<isize> {
        // Acquire pairs with the Release stores in `enter` and `leave`: the floor is that of a task in progress.
        Some(self.floors[thread].load(Ordering::Acquire)).filter(|&floor| floor != NOT_HERE)
    }

    pub(super) fn put_late(&self, job: JobRef) {
        let mut late = self.late.lock().unwrap_or_else(PoisonError::into_inner);
        late.push(job);
        // Relaxed: a hint; changed under the lock.
        self.has_late.store(true, Ordering::Relaxed);
    }

    pub(super) fn take_late(&self) -> Option<JobRef> {
        // Relaxed: a hint. Who misses an entry is told of it by `notify`.
        if !self.has_late.load(Ordering::Relaxed) {
            return None;
        }
        let mut late = self.late.lock().unwrap_or_else(PoisonError::into_inner);
        let job = late.pop();
        // Relaxed: as in `put_late`.
        self.has_late.store(!late.is_empty(), Ordering::Relaxed);
        job
    }

    #[cold]
    pub(super) fn note(&self, payload: Payload) {
        let mut first = self.panic.lock().unwrap_or_else(PoisonError::into_inner);
        if first.is_none() {
            *first = Some(payload);
        } else {
            drop(first);
            discard(payload);
        }
    }

    /// The panic that was kept. When all tasks are complete.
    pub(super) fn caught(&mut self) -> Option<Payload> {
        self.panic.get_mut().unwrap_or_else(PoisonError::into_inner).take()
    }
}
