//! `schedule(static)`: arithmetic only.

/// The chunks of one thread: `next..next + len`, then every `stride` further on.
pub(crate) struct Fixed {
    next: u64,
    len: u64,
    stride: u64,
    end: u64,
}

impl Fixed {
    /// One run of whole blocks a thread. The runs differ by at most one block, and the longer ones come first.
    pub(crate) fn run(trips: u64, block: u64, threads: u64, thread: u64) -> Self {
        let blocks = trips.div_ceil(block);
        let (share, extra) = (blocks / threads, blocks % threads);
        let first = thread * share + thread.min(extra);
        let count = share + u64::from(thread < extra);
        // Only the very last block may reach past the trip count.
        let from = first.saturating_mul(block).min(trips);
        let to = (first + count).saturating_mul(block).min(trips);
        Self { next: from, len: to - from, stride: u64::MAX, end: to }
    }

    /// Chunks dealt out in the order of the threads, over and over.
    pub(crate) fn round_robin(trips: u64, chunk: u64, threads: u64, thread: u64) -> Self {
        let first = chunk.checked_mul(thread).unwrap_or(trips);
        Self { next: first, len: chunk, stride: chunk.saturating_mul(threads), end: trips }
    }

    #[inline]
    pub(crate) fn next_chunk(&mut self) -> Option<(u64, u64)> {
        if self.next >= self.end {
            return None;
        }
        let from = self.next;
        let to = from.saturating_add(self.len).min(self.end);
        self.next = from.saturating_add(self.stride);
        Some((from, to))
    }
}
