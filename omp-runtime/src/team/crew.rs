//! Fork and join: how the encountering thread hands a job to its workers, and learns that they have left where it has to
//! know. See README.md.

use std::cell::Cell;

use crossbeam::utils::CachePadded;

use crate::{
    sync::{
        Arc, UnsafeCell,
        atomic::{AtomicU64, Ordering, fence},
    },
    wait::{Event, Pace},
};

/// What is posted last: the workers shall end.
const EXIT: u64 = u64::MAX;
/// The bits of a word on the board that hold a number of threads.
const SIZE_BITS: u32 = 20;

/// What an encountering thread shares with its workers.
pub(super) struct Crew<J> {
    board: CachePadded<Board<J>>,
    /// Where the encountering thread sleeps until workers have left.
    left: Event,
}

/// Where all workers look for their next job. On one line: a job beside the word that announces it.
#[repr(C)]
struct Board<J> {
    /// The number of the latest job, and how many threads it is for; or `EXIT`. Written by the encountering thread.
    word: AtomicU64,
    /// `None` asks the workers only to leave the region they are in. Written by the encountering thread when all whom the
    /// job before was for have read it; read by those it is for, when they have seen its word.
    job: UnsafeCell<Option<J>>,
}

// SAFETY: `job` is written and read in turns, as its comment says; J goes from thread to threads.
unsafe impl<J: Send + Sync> Sync for Board<J> {}
// SAFETY: as above.
unsafe impl<J: Send> Send for Board<J> {}

/// What one worker shares with the encountering thread.
pub(super) struct Slot {
    /// Where the worker sleeps between regions.
    event: Event,
    /// The word of the latest job that the worker has left, where the encountering thread waits for that. Written by the
    /// worker. On a line of its own: the encountering thread reads `event` in every region, and this in few.
    left: CachePadded<AtomicU64>,
}

impl Slot {
    pub(super) fn new() -> Arc<CachePadded<Self>> {
        let left = CachePadded::new(AtomicU64::new(0));
        Arc::new(CachePadded::new(Self { event: Event::new(), left }))
    }
}

/// The number of threads that a word is for.
fn size_of(word: u64) -> usize {
    (word & ((1 << SIZE_BITS) - 1)) as usize
}

/// The largest team that a word can name.
pub(super) const MOST_THREADS: usize = (1 << SIZE_BITS) - 1;

impl<J: Copy> Crew<J> {
    pub(super) fn new() -> Self {
        let board = Board { word: AtomicU64::new(0), job: UnsafeCell::new(None) };
        Self { board: CachePadded::new(board), left: Event::new() }
    }

    /// Gives a job to the workers below `size`, who are in `slots`, and wakes those that sleep there; `resting` is where
    /// they may sleep at the end of the region before.
    ///
    /// # Safety
    /// By the encountering thread alone, and only when all whom the job before was for have read it.
    pub(super) unsafe fn post(
        &self,
        job: Option<J>,
        size: usize,
        slots: &[Arc<CachePadded<Slot>>],
        resting: Option<&Event>,
    ) {
        // SAFETY: nobody reads the job before, and this one only behind the store below.
        self.board.job.with_mut(|cell| unsafe { *cell = job });
        // Relaxed suffices: only this thread writes it. That a number comes round is harmless: a worker looks for another
        // word than its last, and does not sleep for 2^44 regions.
        let number = (self.board.word.load(Ordering::Relaxed) >> SIZE_BITS) + 1;
        // Release pairs with the Acquire in `next`.
        self.board.word.store(number << SIZE_BITS | size as u64, Ordering::Release);
        // SeqCst: pairs with the fence in `Event::sleep`, for all events at once.
        fence(Ordering::SeqCst);
        slots.iter().take(size - 1).for_each(|slot| slot.event.nudge());
        resting.into_iter().for_each(Event::nudge);
    }

    /// Ends the workers, each once it has finished its job.
    pub(super) fn exit(&self, slots: &[Arc<CachePadded<Slot>>], resting: Option<&Event>) {
        // Relaxed suffices: nothing is handed over.
        self.board.word.store(EXIT, Ordering::Relaxed);
        for slot in slots {
            slot.event.notify();
        }
        resting.into_iter().for_each(Event::notify);
    }

    /// Waits until these workers have left the latest job. They announce it.
    pub(super) fn join(&self, slots: &[Arc<CachePadded<Slot>>], pace: Pace) {
        // Relaxed suffices: only this thread writes it.
        let word = self.board.word.load(Ordering::Relaxed);
        for slot in slots {
            // Acquire pairs with the Release in `Seat::leave`.
            self.left.wait(pace, || slot.left.load(Ordering::Acquire) == word, || false);
        }
    }
}

/// What a worker is called for.
pub(super) enum Call<J> {
    Run(J),
    /// It has left all regions, now that it comes here; the encountering thread waits for `Seat::leave`.
    Leave,
    Exit,
}

/// A worker's end: what it knows of the board. On its own stack.
pub(crate) struct Seat<J> {
    crew: Arc<Crew<J>>,
    slot: Arc<CachePadded<Slot>>,
    /// The thread number in every team.
    num: usize,
    pace: Pace,
    /// The last word that it has acted on.
    seen: Cell<u64>,
}

impl<J: Copy> Seat<J> {
    pub(super) fn new(crew: Arc<Crew<J>>, slot: Arc<CachePadded<Slot>>, num: usize, pace: Pace) -> Self {
        // Relaxed suffices: made by the encountering thread, or before anything was posted.
        let seen = Cell::new(crew.board.word.load(Ordering::Relaxed));
        Self { crew, slot, num, pace, seen }
    }

    /// Whether there is something new on the board.
    #[inline]
    pub(super) fn is_called(&self) -> bool {
        // Relaxed suffices: `next` looks again.
        self.crew.board.word.load(Ordering::Relaxed) != self.seen.get()
    }

    /// The next call that is for this worker.
    #[inline]
    pub(super) fn next(&self) -> Call<J> {
        loop {
            // Acquire pairs with the Release in `post`.
            let look = || self.crew.board.word.load(Ordering::Acquire);
            self.slot.event.wait(self.pace, || look() != self.seen.get(), || false);
            let word = look();
            self.seen.set(word);
            if word == EXIT {
                return Call::Exit;
            }
            if size_of(word) > self.num {
                // SAFETY: the job of this word is here, and stays while somebody whom it is for has not read it.
                let job = self.crew.board.job.with(|cell| unsafe { *cell });
                return job.map_or(Call::Leave, Call::Run);
            }
        }
    }

    /// The worker's last act in a region whose encountering thread waits for that: after it, it touches nothing of the
    /// team.
    pub(super) fn leave(&self) {
        // Release pairs with the Acquire in `join`.
        self.slot.left.store(self.seen.get(), Ordering::Release);
        self.crew.left.notify();
    }
}
