//! Where a thread is: in an implicit task, or in an explicit task that it runs on top of it.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind},
    ptr,
};

use super::{TeamTasks, Worker, scope::ScopeCore};
use crate::{
    context::{Context, Nesting},
    wait::{Event, Pace},
};

/// What a panic carries.
pub(super) type Payload = Box<dyn std::any::Any + Send>;

/// One task in execution. Lives on the stack of its thread; its address names it while it runs.
pub(super) struct Frame {
    /// The scope that this task was spawned on; null for implicit tasks and those of `with_task`.
    scope: *const ScopeCore,
    /// `with_task`s and scopes that this task is in the middle of, whose entries it must find again on the deque.
    pub(super) open: Cell<usize>,
    /// How many siblings are suspended below this task because each ran the next at once.
    pub(super) inlined: usize,
}

impl Frame {
    #[inline]
    pub(super) const fn new(scope: *const ScopeCore, inlined: usize) -> Self {
        Self { scope, open: Cell::new(0), inlined }
    }

    /// An implicit task's.
    pub(super) const fn base() -> Self {
        Self::new(ptr::null(), 0)
    }

    pub(super) fn is_of(&self, scope: &ScopeCore) -> bool {
        ptr::eq(self.scope, scope)
    }
}

/// The executing thread, as the task functions want it.
#[derive(Clone, Copy)]
pub(super) struct Executor<'a> {
    pub(super) ctx: &'a Context,
    pub(super) tasks: &'a TeamTasks,
    pub(super) worker: &'a Worker,
}

impl<'a> Executor<'a> {
    #[inline]
    pub(super) fn new(ctx: &'a Context) -> Self {
        let tasks = &ctx.team().tasks;
        Self { ctx, tasks, worker: &tasks.workers[ctx.thread_num] }
    }

    #[inline]
    pub(super) fn frame(&self) -> &'a Frame {
        let current = self.worker.current.get();
        if current.is_null() {
            return &self.worker.base;
        }
        // SAFETY: set by `run_task`, which resets it before its frame ends, and on this thread, so that whoever
        // asks is called from within that frame. No caller keeps the reference past its own end, though `'a` would
        // allow it.
        unsafe { &*current }
    }

    /// Runs a task's body in the frame of the task that created it, as a call. Never unwinds.
    #[inline]
    pub(super) fn call(&self, body: impl FnOnce()) -> Result<(), Payload> {
        let nesting = self.ctx.nesting.replace(Nesting::Task);
        let result = catch_unwind(AssertUnwindSafe(body));
        self.ctx.nesting.set(nesting);
        result
    }

    /// Runs a task's body in a frame of its own. Never unwinds.
    #[inline]
    pub(super) fn run_task(&self, frame: &Frame, body: impl FnOnce()) -> Result<(), Payload> {
        let outer = self.worker.current.replace(frame);
        let result = self.call(body);
        self.worker.current.set(outer);
        result
    }

    /// Where and how this thread waits for tasks.
    pub(super) fn waits(&self) -> (&'a Event, Pace) {
        (&self.worker.event, self.ctx.team().pace)
    }

    /// Whether this thread may run tasks of others: not while it holds the lock of a `critical`.
    #[inline]
    pub(super) fn may_help(&self) -> bool {
        self.ctx.nesting.get() != Nesting::Critical
    }
}

/// Drops what a panic leaves behind: a payload that lost to another, a result. A panic of that `drop` goes nowhere.
#[cold]
pub(super) fn discard<T>(value: T) {
    if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(value))) {
        std::mem::forget(again);
    }
}
