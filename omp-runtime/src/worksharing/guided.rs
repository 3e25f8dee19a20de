//! `schedule(guided)`: chunks that shrink with what is left.

use std::sync::atomic::{AtomicU64, Ordering};

/// The counter is the number of the first iteration that nobody has taken.
pub(crate) struct Guided<'a> {
    counter: &'a AtomicU64,
    trips: u64,
    least: u64,
    block: u64,
    threads: u64,
}

impl<'a> Guided<'a> {
    pub(crate) fn new(trips: u64, least: u64, block: u64, threads: u64, counter: &'a AtomicU64) -> Self {
        Self { counter, trips, least, block, threads }
    }

    /// The chunk that starts at `from`: half of an equal share of the rest, but not below the clause's chunk size.
    #[inline]
    fn chunk(&self, from: u64) -> Option<(u64, u64)> {
        let left = self.trips.checked_sub(from).filter(|&left| left > 0)?;
        let share = left.div_ceil(self.threads.saturating_mul(2)).max(self.least);
        let whole = share.div_ceil(self.block).saturating_mul(self.block);
        Some((from, from + whole.min(left)))
    }

    #[inline]
    pub(crate) fn next_chunk(&mut self) -> Option<(u64, u64)> {
        // Relaxed: as in `Dynamic`. The counter only grows and never passes `trips`.
        let mut from = self.counter.load(Ordering::Relaxed);
        loop {
            let (_, to) = self.chunk(from)?;
            match self.counter.compare_exchange_weak(from, to, Ordering::Relaxed, Ordering::Relaxed) {
                Ok(_) => return Some((from, to)),
                Err(now) => from = now,
            }
        }
    }
}
