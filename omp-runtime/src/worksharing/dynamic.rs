//! `schedule(dynamic)`: first come, first served.

use crate::sync::atomic::{AtomicU64, Ordering};

/// The counter counts chunks, not iterations, so that it cannot wrap (see `next_chunk`).
pub(crate) struct Dynamic<'a> {
    counter: &'a AtomicU64,
    chunks: u64,
    chunk: u64,
    trips: u64,
}

impl<'a> Dynamic<'a> {
    pub(crate) fn new(trips: u64, chunk: u64, counter: &'a AtomicU64) -> Self {
        // Half of all numbers stay free for the claims past the end. No loop of 2^63 chunks ever ends, so nobody
        // sees that its chunks are larger than asked for.
        let chunk = if trips > u64::MAX / 2 { chunk.max(2) } else { chunk };
        Self { counter, chunks: trips.div_ceil(chunk), chunk, trips }
    }

    #[inline]
    pub(crate) fn next_chunk(&mut self) -> Option<(u64, u64)> {
        // Relaxed: only who gets which number matters, and a read-modify-write gives each number once. What
        // the iterations read was published by the fork or by an earlier barrier.
        let k = self.counter.fetch_add(1, Ordering::Relaxed);
        if k >= self.chunks {
            // This thread asks no more: the counter ends at most `threads` past `chunks <= 2^63`.
            return None;
        }
        let from = k * self.chunk;
        Some((from, from.saturating_add(self.chunk).min(self.trips)))
    }
}
