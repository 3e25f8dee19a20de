//! Tasks that outlive the block that creates them, and are waited for at the end of their scope.

use std::{
    marker::PhantomData,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    ptr::NonNull,
    sync::{Mutex, OnceLock, PoisonError},
};

use super::{
    frame::{Executor, Frame, Payload, discard},
    job::{Header, JobRef},
    wait::{Backoff, run_stolen},
};
use crate::{
    context,
    sync::atomic::{AtomicBool, AtomicIsize, AtomicUsize, Ordering},
};

/// From so many tasks on its deque on, a thread runs a new one at once.
const FULL: usize = 256;
/// So many siblings may be suspended on one stack because each ran the next at once.
const INLINED: usize = 16;
/// No task of this scope runs there.
const NOT_HERE: isize = isize::MIN;

/// The tasks of a `taskgroup`: `spawn` adds one. Made by [`task_scope`].
pub struct TaskScope<'scope, 'env: 'scope> {
    core: ScopeCore,
    /// Invariant, as in `std::thread::Scope`: a shorter `'scope` would let tasks borrow what ends before the wait.
    scope: PhantomData<&'scope mut &'scope ()>,
    env: PhantomData<&'env mut &'env ()>,
}

/// The part of a scope that its tasks know.
pub(super) struct ScopeCore {
    /// Tasks that have not completed. The decrement is a task's last access to the scope.
    pending: AtomicUsize,
    /// Names the task that opened the scope. Compared, never followed.
    owner: *const Frame,
    /// The index in the owner's deque from which on the scope's tasks are.
    floor: isize,
    /// The team's size.
    size: usize,
    /// Made by the first that needs it: most scopes defer no task.
    shared: OnceLock<Box<Shared>>,
}

/// What the threads need that work for a scope.
struct Shared {
    /// For each thread of the team: where its deque began when it began a stolen task of this scope, or
    /// `NOT_HERE`. Written by that thread.
    floors: Box<[AtomicIsize]>,
    /// Tasks that were spawned where the deque must not take them. Run by the owner.
    late: Mutex<Vec<JobRef>>,
    /// Whether `late` has entries. Changed under its lock, read without.
    has_late: AtomicBool,
    /// The first panic of a task.
    panic: Mutex<Option<Payload>>,
}

// SAFETY: `owner` is compared only; a `JobRef` may be run on any thread (`HeapJob`'s closure is `Send`).
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
        let core = ScopeCore::new(frame, on.worker.deque.bottom(), ctx.team().size);
        let mut scope = TaskScope { core, scope: PhantomData, env: PhantomData };
        frame.open.set(frame.open.get() + 1);
        let result = catch_unwind(AssertUnwindSafe(|| body(&scope)));
        scope.core.finish(on);
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
    fn new(owner: &Frame, floor: isize, size: usize) -> Self {
        Self { pending: AtomicUsize::new(0), owner, floor, size, shared: OnceLock::new() }
    }

    fn shared(&self) -> &Shared {
        self.shared.get_or_init(|| Box::new(Shared::new(self.size)))
    }

    #[inline]
    fn relation(&self, on: Executor<'_>) -> Relation {
        let frame = on.frame();
        if !on.may_help() {
            // The task may want the lock that is held: it must not be met before this scope's own wait.
            Relation::Other
        } else if std::ptr::eq(self.owner, frame) {
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
            let of = if matches!(relation, Relation::Other) { std::ptr::null() } else { self };
            return self.note(on.run_task(&Frame::new(of, frame.inlined), task));
        }
        if self.at_once(on, frame, &relation) {
            let inlined = if matches!(relation, Relation::Sibling) { frame.inlined + 1 } else { 1 };
            return self.note(on.run_task(&Frame::new(self, inlined), task));
        }
        self.defer(on, &relation, task);
    }

    fn defer<F: FnOnce() + Send>(&self, on: Executor<'_>, relation: &Relation, task: F) {
        // Relaxed: whoever spawns keeps the scope open, as its owner or a task that is pending.
        self.pending.fetch_add(1, Ordering::Relaxed);
        let job = HeapJob::boxed(self, task);
        if matches!(relation, Relation::Other) {
            self.shared().put_late(job);
        } else {
            // SAFETY: this thread is the owner of its worker's deque.
            unsafe { on.worker.deque.push(job) };
            on.ctx.team().task_pushed();
        }
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
        may && (saturated || self.size == 1 || on.worker.deque.len() >= FULL)
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
        let shared = self.shared.get_mut()?;
        shared.panic.get_mut().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Waits for all tasks, if any was deferred.
    #[inline]
    fn finish(&self, on: Executor<'_>) {
        // Acquire pairs with the Release decrements in `HeapJob::run`: all that the tasks did.
        if self.pending.load(Ordering::Acquire) != 0 {
            self.wait(on);
        }
    }

    /// Waits for all tasks: runs its own, then late ones, then descendants on the threads that run its tasks.
    fn wait(&self, on: Executor<'_>) {
        let mut backoff = Backoff::new();
        loop {
            // SAFETY: this thread is the owner of its worker's deque.
            let job = unsafe { on.worker.deque.pop(self.floor) }.or_else(|| self.take_late());
            if let Some(job) = job {
                job.run(on, false);
                backoff.reset();
            } else if self.pending.load(Ordering::Acquire) == 0 {
                // Acquire pairs with the Release decrements in `HeapJob::run`: all that the tasks did.
                return;
            } else if on.may_help() && self.help(on) {
                backoff.reset();
            } else {
                backoff.wait();
            }
        }
    }

    fn take_late(&self) -> Option<JobRef> {
        // What is not seen yet is pending, so that `wait` looks again.
        self.shared.get()?.take_late()
    }

    fn help(&self, on: Executor<'_>) -> bool {
        // A thief that has not made it yet is seen the next time.
        let Some(shared) = self.shared.get() else { return false };
        shared.floors.iter().enumerate().any(|(victim, floor)| {
            // Acquire pairs with the Release stores in `HeapJob::run`: the floor is that of a task in progress.
            let permit = || Some(floor.load(Ordering::Acquire)).filter(|&floor| floor != NOT_HERE);
            victim != on.ctx.thread_num && permit().is_some() && run_stolen(on, victim, permit)
        })
    }
}

impl Shared {
    #[cold]
    fn new(size: usize) -> Self {
        Self {
            floors: (0..size).map(|_| AtomicIsize::new(NOT_HERE)).collect(),
            late: Mutex::new(Vec::new()),
            has_late: AtomicBool::new(false),
            panic: Mutex::new(None),
        }
    }

    fn put_late(&self, job: JobRef) {
        let mut late = self.late.lock().unwrap_or_else(PoisonError::into_inner);
        late.push(job);
        // Relaxed: a hint; changed under the lock.
        self.has_late.store(true, Ordering::Relaxed);
    }

    fn take_late(&self) -> Option<JobRef> {
        // Relaxed: a hint.
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
    fn note(&self, payload: Payload) {
        let mut first = self.panic.lock().unwrap_or_else(PoisonError::into_inner);
        if first.is_none() {
            *first = Some(payload);
        } else {
            drop(first);
            discard(payload);
        }
    }
}

/// A task of a scope.
#[repr(C)]
struct HeapJob<F> {
    header: Header,
    /// Valid while the task is pending.
    scope: *const ScopeCore,
    task: F,
}

impl<F: FnOnce() + Send> HeapJob<F> {
    fn boxed(scope: &ScopeCore, task: F) -> JobRef {
        let job = Box::new(Self { header: Header::new(Self::run), scope, task });
        // SAFETY: `header` is the first field of a `repr(C)` struct; `F: Send`; freed by `run`. What `F` borrows
        // outlives the scope's wait, and `pending` counts the task.
        unsafe { JobRef::new(NonNull::from(Box::leak(job)).cast()) }
    }

    /// # Safety
    /// As `JobRef::run`, on a `HeapJob<F>`.
    unsafe fn run(this: NonNull<Header>, on: Executor<'_>, stolen: bool) {
        // SAFETY: made by `Box::leak` in `boxed`, and taken back once.
        let job = *unsafe { Box::from_raw(this.cast::<Self>().as_ptr()) };
        // SAFETY: the task is pending, so its scope waits.
        let scope = unsafe { &*job.scope };
        let body = job.task;
        let frame = Frame::new(scope, 0);
        if stolen {
            scope.run_stolen(on, &frame, body);
        } else {
            scope.note(on.run_task(&frame, body));
        }
        // SAFETY: still pending. Release pairs with the Acquire load in `wait`. The scope may be gone right after,
        // which is why the last access goes through the pointer.
        unsafe { (*job.scope).pending.fetch_sub(1, Ordering::Release) };
    }
}

impl ScopeCore {
    /// Runs a task that was stolen, and then those of its siblings that it left on this thread's deque: they
    /// must not lie above what the thread goes on with.
    fn run_stolen(&self, on: Executor<'_>, frame: &Frame, body: impl FnOnce()) {
        let floor = on.worker.deque.bottom();
        let slot = &self.shared().floors[on.ctx.thread_num];
        // Release pairs with the Acquire load in `help`. Put back to what it was: a barrier within a task's own
        // scope may run tasks of the scope on top of it.
        let outer = slot.load(Ordering::Relaxed); // our own store
        slot.store(if outer == NOT_HERE { floor } else { outer }, Ordering::Release);
        self.note(on.run_task(frame, body));
        // SAFETY: this thread is the owner of its worker's deque.
        while let Some(left) = unsafe { on.worker.deque.pop(floor) } {
            left.run(on, false);
        }
        // Release as above: the entries of the task are gone before the slot says so.
        slot.store(outer, Ordering::Release);
    }
}
