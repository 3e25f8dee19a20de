//! Fork and join: how the encountering thread hands a job to each worker and learns that all have left.

use crossbeam::utils::CachePadded;

use crate::{
    sync::{
        Arc, UnsafeCell,
        atomic::{AtomicUsize, Ordering},
    },
    wait::{Event, Pace},
};

const EMPTY: usize = 0;
const JOB: usize = 1;
const EXIT: usize = 2;

/// What the workers of one hot team share with the encountering thread, for as long as any of them lives.
pub(super) struct Crew {
    /// Workers in the region. Set by the encountering thread before it posts; each worker takes itself off, last of all.
    busy: CachePadded<AtomicUsize>,
    /// Where the encountering thread waits for `busy` to fall to zero.
    left: Event,
}

impl Crew {
    pub(super) fn new() -> Self {
        Self { busy: CachePadded::new(AtomicUsize::new(0)), left: Event::new() }
    }

    /// Before posting `workers` jobs.
    pub(super) fn begin(&self, workers: usize) {
        // Relaxed suffices: each worker sees it through the post.
        self.busy.store(workers, Ordering::Relaxed);
    }

    /// The worker's last act in a region: after it, it touches nothing of the region. `self` is the worker's to keep.
    pub(super) fn leave(&self) {
        // Release pairs with the Acquire in `join`, through the chain of decrements.
        if self.busy.fetch_sub(1, Ordering::Release) == 1 {
            self.left.notify();
        }
    }

    /// Waits until all workers have left.
    pub(super) fn join(&self, pace: Pace) {
        self.left.wait(pace, || self.busy.load(Ordering::Acquire) == 0, || false);
    }
}

/// Where one worker waits for its next job. On a cache line of its own: the job beside the flag.
pub(super) struct Slot<J> {
    /// EMPTY: the worker owns `job`, or nobody wants it. JOB: the worker may take it. EXIT: it shall end.
    /// EMPTY -> JOB, EXIT by the encountering thread; JOB -> EMPTY by the worker.
    state: AtomicUsize,
    /// Written by the encountering thread while EMPTY and no region runs; read by the worker while JOB.
    job: UnsafeCell<Option<J>>,
    event: Event,
}

// SAFETY: `job` is reached by one thread at a time, as its comment says; J goes from thread to thread.
unsafe impl<J: Send> Sync for Slot<J> {}
// SAFETY: as above.
unsafe impl<J: Send> Send for Slot<J> {}

impl<J> Slot<J> {
    pub(super) fn new() -> Arc<CachePadded<Self>> {
        Arc::new(CachePadded::new(Self {
            state: AtomicUsize::new(EMPTY),
            job: UnsafeCell::new(None),
            event: Event::new(),
        }))
    }

    /// Gives the worker a job.
    ///
    /// # Safety
    /// By the owner of the worker alone, and only when the worker has left the region of the job before.
    pub(super) unsafe fn post(&self, job: J) {
        // SAFETY: the worker has left, so it took the last job and reads `job` only once it sees JOB.
        self.job.with_mut(|cell| unsafe { *cell = Some(job) });
        // Release pairs with the Acquire in `next`.
        self.state.store(JOB, Ordering::Release);
        self.event.notify();
    }

    /// Ends the worker, once it has finished its job.
    pub(super) fn exit(&self) {
        // Relaxed suffices: nothing is handed over.
        self.state.store(EXIT, Ordering::Relaxed);
        self.event.notify();
    }

    /// The worker's next job, or `None` when it shall end. By the worker alone.
    pub(super) fn next(&self, pace: Pace) -> Option<J> {
        // Acquire pairs with the Release in `post`.
        self.event.wait(pace, || self.state.load(Ordering::Acquire) != EMPTY, || false);
        // Relaxed suffices: nothing but EXIT can follow what was seen.
        if self.state.load(Ordering::Relaxed) == EXIT {
            return None;
        }
        // Relaxed suffices: the next post comes after this worker has left the region, which is a Release.
        self.state.store(EMPTY, Ordering::Relaxed);
        // SAFETY: the state was JOB, so the job is here, and the owner does not touch it before this worker has left.
        self.job.with_mut(|cell| unsafe { (*cell).take() })
    }
}
