//! Tasks that outlive the block that creates them, and are waited for at the end of their scope.

mod count;
mod job;
mod shared;
mod wait;

use std::{
    cell::Cell,
    marker::PhantomData,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    ptr,
    sync::OnceLock,
};

use super::{
    Worker,
    frame::{Executor, Frame, Payload, discard},
};
use crate::{context, sync::atomic::AtomicIsize};
use job::ScopeJob;
use shared::Shared;

/// From so many tasks on its deque on, a thread runs a new one at once.
const FULL: isize = 256;
/// So many siblings may be suspended on one stack because each ran the next at once.
const INLINED: usize = 16;

/// The tasks of a `taskgroup`: `spawn` adds one. Made by [`task_scope`].
pub struct TaskScope<'scope, 'env: 'scope> {
    core: ScopeCore,
    /// Invariant, as in `std::thread::Scope`: a shorter `'scope` would let tasks borrow what ends before the wait.
    scope: PhantomData<&'scope mut &'scope ()>,
    env: PhantomData<&'env mut &'env ()>,
}

/// The part of a scope that its tasks know.
pub(super) struct ScopeCore {
    /// Names the task that opened the scope. Compared, never followed.
    owner: *const Frame,
    /// The worker of the owner's thread. It stays as long as the team.
    worker: *const Worker,
    /// The index in the owner's deque from which on the scope's tasks are.
    floor: isize,
    /// The team's size.
    size: usize,
    /// Tasks that the owner's thread has pushed, less those that it has taken from its own deque and run. Touched by that
    /// thread alone.
    ours: Cell<isize>,
    theirs: Theirs,
}

/// What other threads touch. On a cache line of its own, for the owner's thread reads the rest at every task.
#[repr(align(64))]
struct Theirs {
    /// Tasks that have not completed, less `ours`: see `count.rs`.
    count: AtomicIsize,
    /// Made by the first that needs it: most scopes defer no task.
    shared: OnceLock<Box<Shared>>,
}

// SAFETY: `owner` is compared only; `worker` too, except for its event, which is Sync; `ours` belongs to one thread; a
// `JobRef` may be run on any thread (the closure of a `ScopeJob` is `Send`).
unsafe impl Sync for ScopeCore {}
// SAFETY: as above.
unsafe impl Send for ScopeCore {}

/// Runs `body`, which may spawn tasks that borrow what lives outside, and returns when all tasks are complete.
///
/// # Panics
/// When `body` or a task does, after all tasks are complete: with the payload of `body`, or else with the first
/// of the tasks'.
pub fn task_scope<'env, F, R>(body: F) -> R
where
    F: for<'scope> FnOnce(&'scope TaskScope<'scope, 'env>) -> R,
{
    context::with(|ctx| {
        let on = Executor::new(ctx);
        let frame = on.frame();
        let core = ScopeCore::new(frame, on.worker, ctx.team().size);
        let mut scope = TaskScope { core, scope: PhantomData, env: PhantomData };
        frame.open.set(frame.open.get() + 1);
        let result = catch_unwind(AssertUnwindSafe(|| body(&scope)));
        scope.core.wait_for_all(on);
        frame.open.set(frame.open.get() - 1);
        let caught = scope.core.caught();
        match (result, caught) {
            (Ok(result), None) => result,
            (Ok(result), Some(payload)) => {
                discard(result);
                resume_unwind(payload)
            }
            (Err(payload), caught) => {
                if let Some(later) = caught {
                    discard(later);
                }
                resume_unwind(payload)
            }
        }
    })
}

impl<'scope> TaskScope<'scope, '_> {
    /// `task`: adds a task, which any thread of the team may run. With `cond` false (the `if` clause), or in a final task,
    /// it runs at once.
    #[inline]
    pub fn spawn(&'scope self, cond: bool, task: impl FnOnce() + Send + 'scope) {
        context::with(|ctx| self.core.spawn(Executor::new(ctx), cond, task));
    }
}

/// How the spawning task is related to the scope, which says where its tasks may go.
enum Relation {
    /// It opened the scope: what it pushes are its children.
    Owner,
    /// It is of the scope itself and in the middle of nothing: nothing of its own lies on the deque.
    Sibling,
    /// Its own entries must not be covered by tasks that are not its descendants; or it holds a `critical`.
    Other,
}

impl ScopeCore {
    // Inlined, lest it be copied: the copy would wait for the stores that it reads across.
    #[inline]
    pub(super) fn new(owner: &Frame, worker: &Worker, size: usize) -> Self {
        let theirs = Theirs { count: AtomicIsize::new(0), shared: OnceLock::new() };
        Self { owner, worker, floor: worker.deque.bottom(), size, ours: Cell::new(0), theirs }
    }

    fn shared(&self) -> &Shared {
        self.theirs.shared.get_or_init(|| Box::new(Shared::new(self.size)))
    }

    /// Whether the thread is the owner's, on this team.
    #[inline]
    fn is_ours(&self, on: Executor<'_>) -> bool {
        ptr::eq(self.worker, on.worker)
    }

    #[inline]
    fn relation(&self, on: Executor<'_>) -> Relation {
        let frame = on.frame();
        if !on.may_help() {
            // The task may want the lock that is held: it must not be met before this scope's own wait.
            Relation::Other
        } else if ptr::eq(self.owner, frame) {
            Relation::Owner
        } else if frame.is_of(self) && frame.open.get() == 0 {
            Relation::Sibling
        } else {
            Relation::Other
        }
    }

    #[inline]
    fn spawn<F: FnOnce() + Send>(&self, on: Executor<'_>, cond: bool, task: F) {
        let frame = on.frame();
        let relation = self.relation(on);
        if !cond || on.ctx.in_final.get() {
            let of = if matches!(relation, Relation::Other) { ptr::null() } else { self };
            return self.note(on.run_task(&Frame::new(of, frame.inlined), task));
        }
        if self.at_once(on, frame, &relation) {
            let inlined = if matches!(relation, Relation::Sibling) { frame.inlined + 1 } else { 1 };
            return self.note(on.run_task(&Frame::new(self, inlined), task));
        }
        self.defer(on, &relation, task);
    }

    fn defer<F: FnOnce() + Send>(&self, on: Executor<'_>, relation: &Relation, task: F) {
        if matches!(relation, Relation::Other) {
            return self.put_late(ScopeJob::boxed(self, task));
        }
        if self.is_ours(on) {
            self.count_own(1);
        } else {
            self.count();
        }
        let job = ScopeJob::on_deque(self, on, task);
        // SAFETY: this thread is the owner of its worker's deque.
        unsafe { on.worker.deque.push(job) };
        on.ctx.team().task_pushed(on.ctx.region_id);
    }

    /// Whether a new task runs now instead of being deferred: nobody could or would take it, or too many wait already.
    /// Not if it grew the stack without bound.
    #[inline]
    fn at_once(&self, on: Executor<'_>, frame: &Frame, relation: &Relation) -> bool {
        let (may, saturated) = match relation {
            // Of the tasks on the deque only those count that are not of this scope: it shares all that it has.
            Relation::Owner => (true, on.is_saturated(self.floor)),
            Relation::Sibling => (frame.inlined < INLINED, false),
            Relation::Other => (false, false),
        };
        may && (saturated || self.size == 1 || on.worker.deque.has(FULL, on.worker.deque.bottom()))
    }

    /// Keeps the first panic.
    #[inline]
    fn note(&self, result: Result<(), Payload>) {
        if let Err(payload) = result {
            self.shared().note(payload);
        }
    }

    /// The panic that was kept. For the owner, when all tasks are complete.
    #[inline]
    fn caught(&mut self) -> Option<Payload> {
        self.theirs.shared.get_mut()?.caught()
    }
}
