//! A task that is waited for in the frame that creates it: no allocation.

use std::{
    cell::Cell,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
};

use super::{
    frame::{Executor, Payload, discard},
    job::{Completion, Progress, StackJob},
    wait::{run_stolen, wait},
};
use crate::context::{self, Nesting};

/// `task` on the first `task`, `rest` being what the generating task does up to the `taskwait`: returns when both
/// are complete. `task` may run on another thread of the team while `rest` runs.
///
/// With `cond` false (the `if` clause), in a final task, in a team of one, inside a `critical`, or where no thread would
/// take it, `task` runs at once and then `rest`.
///
/// # Panics
/// When `task` or `rest` does, after both are complete. Of two payloads the one of `task` goes on, which is the
/// first in program order.
#[inline]
pub fn with_task<R>(cond: bool, task: impl FnOnce() + Send, rest: impl FnOnce() -> R) -> R {
    context::with(|ctx| {
        let on = Executor::new(ctx);
        // A thief of a task that wants the lock that is held here would wait for ever; this thread is told.
        let deferred = cond
            && !ctx.in_final.get()
            && ctx.team().size > 1
            && on.may_help()
            && !on.is_saturated(on.worker.deque.bottom());
        if deferred {
            return defer(on, task, rest);
        }
        match on.call(task) {
            Ok(()) => rest(),
            Err(payload) => resume(payload, rest),
        }
    })
}

/// A `task` that is waited for at once: nobody would be faster than this thread.
///
/// # Panics
/// When `task` does.
#[inline]
pub fn task_at_once(task: impl FnOnce() + Send) {
    context::with(|ctx| {
        let _outer = Outer::of(&ctx.nesting, Nesting::Task);
        task();
    });
}

/// The body of a task with the clause `final`. If it is `last`, all tasks that `body` creates run at once and are final
/// themselves.
///
/// # Panics
/// When `body` does.
#[inline]
pub fn final_task(last: bool, body: impl FnOnce()) {
    context::with(|ctx| {
        let _outer = Outer::of(&ctx.in_final, last || ctx.in_final.get());
        body();
    });
}

/// Puts back what a cell held before, also when the task unwinds.
struct Outer<'a, T: Copy>(&'a Cell<T>, T);

impl<'a, T: Copy> Outer<'a, T> {
    #[inline]
    fn of(cell: &'a Cell<T>, inner: T) -> Self {
        Self(cell, cell.replace(inner))
    }
}

impl<T: Copy> Drop for Outer<'_, T> {
    #[inline]
    fn drop(&mut self) {
        self.0.set(self.1);
    }
}

/// The task that ran at once has panicked: `rest` runs all the same.
#[cold]
fn resume<R>(payload: Payload, rest: impl FnOnce() -> R) -> R {
    discard(catch_unwind(AssertUnwindSafe(rest)));
    resume_unwind(payload)
}

fn defer<F: FnOnce() + Send, R>(on: Executor<'_>, task: F, rest: impl FnOnce() -> R) -> R {
    let job = StackJob::new(task, on.ctx.thread_num);
    // SAFETY: `join` comes back only with the reference or after `Done`; nothing in between unwinds.
    // This thread is the owner of its worker's deque.
    let at = unsafe { on.worker.deque.push(job.as_job_ref()) };
    on.ctx.team().task_pushed(on.ctx.region_id);
    let frame = on.frame();
    frame.open.set(frame.open.get() + 1);
    let result = catch_unwind(AssertUnwindSafe(rest));
    let panic = join(on, &job, at);
    frame.open.set(frame.open.get() - 1);
    // SAFETY: after `join` nobody else refers to the job.
    let caught = unsafe { job.into_panic() };
    settle(panic.or(caught), result)
}

/// Gets the job back from the deque and runs it, or waits for its thief. Never unwinds.
#[inline]
fn join<F: FnOnce() + Send>(on: Executor<'_>, job: &StackJob<F>, at: isize) -> Option<Payload> {
    // SAFETY: this thread is the owner of its worker's deque.
    while let Some(popped) = unsafe { on.worker.deque.pop(at) } {
        if popped.is(job) {
            // SAFETY: we have the reference back.
            let task = unsafe { job.take() };
            return on.call(task).err();
        }
        // Spawned by `rest` on a scope of this very task: a child, which may run here.
        popped.run(on, false);
    }
    await_thief(on, &job.completion);
    None
}

/// Waits for the thief of a job, running descendants of the job meanwhile: what the thief has pushed since.
#[cold]
fn await_thief(on: Executor<'_>, completion: &Completion) {
    let ready = || completion.progress() == Progress::Done;
    let help = || match completion.progress() {
        Progress::RunBy { thief, .. } if on.may_help() => {
            run_stolen(on, thief, || match completion.progress() {
                Progress::RunBy { floor, .. } => Some(floor),
                _ => None,
            })
        }
        _ => false,
    };
    wait(on.waits(), ready, help, || completion.announce());
}

#[inline]
fn settle<R>(task: Option<Payload>, rest: Result<R, Payload>) -> R {
    match (task, rest) {
        (None, Ok(result)) => result,
        (None, Err(only)) => resume_unwind(only),
        (Some(first), rest) => {
            discard(rest);
            resume_unwind(first)
        }
    }
}
