//! What the deque points to: a task that waits to be run.

use std::{marker::PhantomData, ptr::NonNull};

use super::frame::{Executor, Frame, Payload};
use crate::sync::{
    UnsafeCell,
    atomic::{AtomicIsize, AtomicUsize, Ordering},
};

/// The part of a job that is the same for all: how to run it. First in every job (`repr(C)`).
#[repr(C)]
pub(super) struct Header {
    /// Runs the job; the last use of the reference. The flag: taken from the deque of another thread, or by a
    /// wait that is not the job's own.
    run: unsafe fn(NonNull<Header>, Executor<'_>, stolen: bool),
}

impl Header {
    pub(super) const fn new(run: unsafe fn(NonNull<Header>, Executor<'_>, bool)) -> Self {
        Self { run }
    }
}

/// The right and the duty to run a job once. The deque holds it as a bare pointer.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct JobRef(NonNull<Header>);

impl JobRef {
    /// # Safety
    /// `header` opens a job that may be run on any thread of the team and stays valid until it was run.
    #[inline]
    pub(super) unsafe fn new(header: NonNull<Header>) -> Self {
        Self(header)
    }

    #[inline]
    pub(super) fn into_ptr(self) -> *mut () {
        self.0.as_ptr().cast()
    }

    /// Whether it refers to this very job.
    #[inline]
    pub(super) fn is<F>(&self, job: &StackJob<F>) -> bool {
        self.0 == NonNull::from(job).cast()
    }

    /// # Safety
    /// `ptr` came from `into_ptr`, and no other `JobRef` is made from it.
    #[inline]
    pub(super) unsafe fn from_ptr(ptr: *mut ()) -> Self {
        // SAFETY: from a `NonNull`, by the contract.
        Self(unsafe { NonNull::new_unchecked(ptr.cast()) })
    }

    /// Runs the job. Never unwinds.
    pub(super) fn run(self, on: Executor<'_>, stolen: bool) {
        // SAFETY: valid until run (`new`), and run once: `self` is the only reference and ends here.
        unsafe { (self.0.as_ref().run)(self.0, on, stolen) }
    }
}

/// Not begun by anyone but, perhaps, its own thread.
const PUBLISHED: usize = 0;
const DONE: usize = usize::MAX;
/// Beside the others: the creator may sleep until the job is done. Part of `DONE`, where nobody asks.
const AWAITED: usize = 1 << (usize::BITS - 1);

/// How far a stolen job has come: `PUBLISHED` -> thief's number + 1 -> `DONE`. Written by the thief alone, but for
/// `AWAITED`, which the creator adds.
pub(super) struct Completion {
    state: AtomicUsize,
    /// The thread that waits for the job.
    creator: usize,
    /// Where the thief's deque began when it began the job. Written before the first change of `state`.
    floor: AtomicIsize,
}

/// What the owner of a job sees of its thief.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Progress {
    Published,
    RunBy { thief: usize, floor: isize },
    Done,
}

impl Completion {
    #[inline]
    pub(super) fn new(creator: usize) -> Self {
        Self { state: AtomicUsize::new(PUBLISHED), creator, floor: AtomicIsize::new(0) }
    }

    /// The thief begins.
    pub(super) fn begin(&self, thief: usize, floor: isize) {
        self.floor.store(floor, Ordering::Relaxed); // published by `state`
        // Release pairs with the Acquire load in `progress`: whoever sees the thief sees the floor. An addition, for the
        // creator may have said that it sleeps.
        self.state.fetch_or(thief + 1, Ordering::Release);
    }

    /// The thief is done. The job may be gone when this returns. Gives the thread to wake, if it may sleep.
    ///
    /// # Safety
    /// `this` is valid up to the change of `state` in here.
    pub(super) unsafe fn finish(this: *const Self) -> Option<usize> {
        // SAFETY: valid, by the contract. The reference to the atomic may dangle right after the exchange, which
        // is why this takes a pointer. Release pairs with the Acquire load in `progress`: all that the task did.
        let (creator, state) = unsafe { ((*this).creator, (*this).state.swap(DONE, Ordering::Release)) };
        (state & AWAITED != 0).then_some(creator)
    }

    /// The creator may sleep from here on.
    pub(super) fn announce(&self) {
        // Relaxed suffices: the thief asks this very word in `finish`, and it changes nothing that is done.
        self.state.fetch_or(AWAITED, Ordering::Relaxed);
    }

    #[inline]
    pub(super) fn progress(&self) -> Progress {
        // Acquire pairs with the Release changes in `begin` and `finish`.
        let state = self.state.load(Ordering::Acquire);
        if state == DONE {
            return Progress::Done;
        }
        match state & !AWAITED {
            PUBLISHED => Progress::Published,
            // Relaxed: written once, before the state that was read.
            thief => Progress::RunBy { thief: thief - 1, floor: self.floor.load(Ordering::Relaxed) },
        }
    }
}

/// A task in the frame of the `with_task` that waits for it.
#[repr(C)]
pub(super) struct StackJob<F> {
    header: Header,
    pub(super) completion: Completion,
    /// Taken by whoever runs the task: the holder of the `JobRef`.
    task: UnsafeCell<Option<F>>,
    /// Written by a thief before it finishes, read by the owner after that.
    panic: UnsafeCell<Option<Payload>>,
    /// Not `Sync`, nor `Send`: only the `JobRef` crosses threads.
    _local: PhantomData<*const ()>,
}

impl<F: FnOnce() + Send> StackJob<F> {
    #[inline]
    pub(super) fn new(task: F, creator: usize) -> Self {
        Self {
            header: Header::new(Self::run),
            completion: Completion::new(creator),
            task: UnsafeCell::new(Some(task)),
            panic: UnsafeCell::new(None),
            _local: PhantomData,
        }
    }

    /// # Safety
    /// The caller keeps the job in place until it has the reference back or `progress` says `Done`.
    #[inline]
    pub(super) unsafe fn as_job_ref(&self) -> JobRef {
        // SAFETY: `header` is the first field of a `repr(C)` struct whose other fields are cells and atomics;
        // `F: Send`, so any thread may run it; valid until run by the contract.
        unsafe { JobRef::new(NonNull::from(self).cast()) }
    }

    /// The task, for the owner that has the reference back.
    ///
    /// # Safety
    /// The caller holds the `JobRef`.
    #[inline]
    pub(super) unsafe fn take(&self) -> F {
        // SAFETY: whoever holds the one reference is the only one to touch the cell.
        let task = self.task.with_mut(|task| unsafe { (*task).take() });
        // SAFETY: taken by the holder of the one reference, which is used up by that.
        unsafe { task.unwrap_unchecked() }
    }

    /// What the thief caught.
    ///
    /// # Safety
    /// `progress` has said `Done`, or the caller has had the reference back.
    #[inline]
    pub(super) unsafe fn into_panic(self) -> Option<Payload> {
        self.panic.into_inner()
    }

    /// # Safety
    /// As `JobRef::run`, on a `StackJob<F>`.
    unsafe fn run(this: NonNull<Header>, on: Executor<'_>, _stolen: bool) {
        let this = this.cast::<Self>().as_ptr();
        // SAFETY: the owner waits for `Done`. The reference ends before `finish`.
        let job = unsafe { &*this };
        job.completion.begin(on.ctx.thread_num, on.worker.deque.bottom());
        // SAFETY: called through the one `JobRef`.
        let task = unsafe { job.take() };
        if let Err(payload) = on.run_task(&Frame::base(), task) {
            // SAFETY: the owner reads it after `Done` only.
            job.panic.with_mut(|slot| unsafe { *slot = Some(payload) });
        }
        // SAFETY: the owner still waits; nothing of the job is touched after this.
        if let Some(creator) = unsafe { Completion::finish(&raw const (*this).completion) } {
            on.tasks.workers[creator].event.notify();
        }
    }
}
