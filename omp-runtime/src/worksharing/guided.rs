//! `schedule(guided)`: chunks that shrink with what is left.

use crate::sync::atomic::{AtomicU64, Ordering};

/// The chunks are numbered, and where one starts follows from where the one before does. So the counter is that of
/// `dynamic`, which a claim moves by one and never has to try again; each thread walks along the chunks by itself.
pub(crate) struct Guided<'a> {
    counter: &'a AtomicU64,
    trips: u64,
    least: u64,
    block: u64,
    /// What an equal share of the rest is divided by.
    shares: u64,
    /// A chunk, and where it starts: one behind the last that this thread has taken.
    number: u64,
    from: u64,
}

impl<'a> Guided<'a> {
    pub(crate) fn new(trips: u64, least: u64, block: u64, threads: u64, counter: &'a AtomicU64) -> Self {
        let shares = threads.saturating_mul(2);
        Self { counter, trips, least, block, shares, number: 0, from: 0 }
    }

    /// The length of the chunk that starts at `from`: half of an equal share of the rest, but not below the clause's chunk
    /// size. 0 at the end.
    #[inline]
    fn length(&self, from: u64) -> u64 {
        let left = self.trips - from;
        let share = left.div_ceil(self.shares).max(self.least);
        let whole =
            if self.block == 1 { share } else { share.div_ceil(self.block).saturating_mul(self.block) };
        whole.min(left)
    }

    #[inline]
    pub(crate) fn next_chunk(&mut self) -> Option<(u64, u64)> {
        // Relaxed: as in `Dynamic`. The counter does not come round: there are no more chunks than the number of shares
        // times some fifty.
        let mine = self.counter.fetch_add(1, Ordering::Relaxed);
        while self.number < mine && self.from < self.trips {
            self.from += self.length(self.from);
            self.number += 1;
        }
        let from = self.from;
        let length = self.length(from);
        self.from += length;
        self.number += 1;
        (length > 0).then_some((from, from + length))
    }
}
