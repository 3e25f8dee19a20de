//! A task of a scope that waits to be run.

use std::ptr::{self, NonNull};

use super::ScopeCore;
use crate::task::{
    frame::{Executor, Frame},
    job::{Header, JobRef},
    slots::Slot,
};

/// Lies in a slot of the thread that has created it, or in an allocation.
#[repr(C)]
pub(super) struct ScopeJob<F> {
    header: Header,
    /// Valid while the task counts.
    scope: *const ScopeCore,
    /// Null for an allocation.
    slot: *const Slot,
    task: F,
}

impl<F: FnOnce() + Send> ScopeJob<F> {
    #[inline]
    fn new(scope: &ScopeCore, slot: *const Slot, task: F) -> Self {
        Self { header: Header::new(Self::run), scope, slot, task }
    }

    /// A job that is pushed next by this thread.
    #[inline]
    pub(super) fn on_deque(scope: &ScopeCore, on: Executor<'_>, task: F) -> JobRef {
        let worker = on.worker;
        let Some(slot) = worker.slots.free::<Self>(worker.deque.bottom()) else {
            return Self::boxed(scope, task);
        };
        // SAFETY: this thread is the owner of its worker's slots. `F: Send`; `scope` and `slot` are Sync.
        let job = unsafe { slot.put(Self::new(scope, slot, task)) };
        // SAFETY: as in `boxed`; the slot keeps the job until it is taken, and ends with the team.
        unsafe { JobRef::new(job.cast()) }
    }

    pub(super) fn boxed(scope: &ScopeCore, task: F) -> JobRef {
        let job = Box::new(Self::new(scope, ptr::null(), task));
        // SAFETY: `header` is the first field of a `repr(C)` struct; `F: Send`; freed by `run`. What `F` borrows
        // outlives the scope's wait, which the task counts for.
        unsafe { JobRef::new(NonNull::from(Box::leak(job)).cast()) }
    }

    /// # Safety
    /// Once for each job, by whoever runs it.
    #[inline]
    unsafe fn take(this: NonNull<Self>) -> Self {
        // SAFETY: valid until taken.
        match unsafe { (*this.as_ptr()).slot.as_ref() } {
            // SAFETY: put there by `on_deque`, and taken once.
            Some(slot) => unsafe { slot.take() },
            // SAFETY: made by `Box::leak` in `boxed`, and taken back once.
            None => *unsafe { Box::from_raw(this.as_ptr()) },
        }
    }

    /// # Safety
    /// As `JobRef::run`, on a `ScopeJob<F>`.
    unsafe fn run(this: NonNull<Header>, on: Executor<'_>, stolen: bool) {
        // SAFETY: run once.
        let job = unsafe { Self::take(this.cast()) };
        // SAFETY: the task is not complete, so its scope waits.
        let scope = unsafe { &*job.scope };
        let frame = Frame::new(scope, 0);
        if stolen {
            scope.run_stolen(on, &frame, job.task);
        } else {
            scope.note(on.run_task(&frame, job.task));
        }
        // SAFETY: this task is not complete yet.
        unsafe { ScopeCore::finish(job.scope, on, stolen) };
    }
}
