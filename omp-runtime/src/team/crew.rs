//! Fork and join: how the encountering thread hands a job to each worker, and learns that all have left where it has to
//! know. See README.md.

use crossbeam::utils::CachePadded;

use crate::{
    sync::{
        Arc, UnsafeCell,
        atomic::{AtomicUsize, Ordering, fence},
    },
    wait::{Event, Pace},
};

/// The number of no job: the worker shall end.
const EXIT: usize = usize::MAX;

/// Where one worker waits for its next job. On cache lines of its own: the job beside its number.
#[repr(C)]
pub(super) struct Slot<J> {
    /// The number of the latest job, or `EXIT`. Written by the encountering thread.
    posted: AtomicUsize,
    /// Written by the encountering thread while the worker has read the job before; read by the worker when it has
    /// seen a new number.
    job: UnsafeCell<Option<J>>,
    event: Event,
    /// The number of the job that the worker has left last. Written by the worker. On a line of its own: the
    /// encountering thread reads `event` in every region, and this in few.
    left: CachePadded<AtomicUsize>,
}

// SAFETY: `job` is written and read in turns, as its comment says; J goes from thread to thread.
unsafe impl<J: Send> Sync for Slot<J> {}
// SAFETY: as above.
unsafe impl<J: Send> Send for Slot<J> {}

impl<J: Copy> Slot<J> {
    pub(super) fn new() -> Arc<CachePadded<Self>> {
        Arc::new(CachePadded::new(Self {
            posted: AtomicUsize::new(0),
            job: UnsafeCell::new(None),
            event: Event::new(),
            left: CachePadded::new(AtomicUsize::new(0)),
        }))
    }

    /// Gives the worker a job, which it sees when it looks. If it sleeps, `wake` must follow.
    ///
    /// # Safety
    /// By the owner of the worker alone, and only when the worker has read the job before.
    unsafe fn post(&self, job: J) {
        // SAFETY: the worker reads `job` once for each number, and it has read the last one.
        self.job.with_mut(|cell| unsafe { *cell = Some(job) });
        // Relaxed suffices: only this thread writes it. A process does not live for so many jobs as there are numbers.
        let number = self.posted.load(Ordering::Relaxed) + 1;
        // Release pairs with the Acquire in `next`.
        self.posted.store(number, Ordering::Release);
    }

    /// Ends the worker, once it has finished its job.
    pub(super) fn exit(&self) {
        // Relaxed suffices: nothing is handed over.
        self.posted.store(EXIT, Ordering::Relaxed);
        self.event.notify();
    }

    /// The worker's next job, `None` when it shall end, after that of the number `taken`. By the worker alone.
    #[inline]
    pub(super) fn next(&self, taken: &mut usize, pace: Pace) -> Option<J> {
        let before = *taken;
        // Acquire pairs with the Release in `post`.
        self.event.wait(pace, || self.posted.load(Ordering::Acquire) != before, || false);
        // Relaxed suffices: the number seen above or, in place of the next job, EXIT.
        *taken = self.posted.load(Ordering::Relaxed);
        if *taken == EXIT {
            return None;
        }
        // SAFETY: a new number is posted, so the job is here, and the owner does not touch it before this worker has
        // arrived at the end of the region.
        self.job.with(|cell| unsafe { *cell })
    }

    /// The worker's last act in a region: after it, it touches nothing of the team.
    #[inline]
    pub(super) fn leave(&self, taken: usize) {
        // Release pairs with the Acquire in `has_left`.
        self.left.store(taken, Ordering::Release);
    }

    /// Whether the worker has left its latest job. By the owner of the worker.
    pub(super) fn has_left(&self) -> bool {
        // Relaxed suffices: only this thread writes it. Acquire pairs with the Release in `leave`.
        self.left.load(Ordering::Acquire) == self.posted.load(Ordering::Relaxed)
    }
}

/// Posts a job to each of the workers.
///
/// # Safety
/// As `Slot::post`, for each.
pub(super) unsafe fn post_all<'a, J: Copy + 'a>(
    slots: impl Iterator<Item = &'a Arc<CachePadded<Slot<J>>>> + Clone,
    job: J,
) {
    for slot in slots.clone() {
        // SAFETY: the caller vouches for it.
        unsafe { slot.post(job) };
    }
    // SeqCst: pairs with the fence in `Event::sleep`, for all slots at once.
    fence(Ordering::SeqCst);
    slots.for_each(|slot| slot.event.nudge());
}

/// Where the encountering thread sleeps until workers have left.
pub(super) struct Crew {
    left: Event,
}

impl Crew {
    pub(super) fn new() -> Self {
        Self { left: Event::new() }
    }

    /// A worker has left, in a region whose encountering thread waits for that.
    pub(super) fn announce(&self) {
        self.left.notify();
    }

    /// Waits until the workers have left. They announce it.
    pub(super) fn join<'a, J: Copy + 'a>(
        &self,
        slots: impl Iterator<Item = &'a Arc<CachePadded<Slot<J>>>>,
        pace: Pace,
    ) {
        for slot in slots {
            self.left.wait(pace, || slot.has_left(), || false);
        }
    }
}
