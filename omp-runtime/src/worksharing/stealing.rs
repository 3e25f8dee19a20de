//! `schedule(dynamic)` where each thread has a CPU and the order of its chunks is free: every thread has chunks of its own,
//! and takes half of another's when it has none left. A claim then writes a line that is seldom anybody else's, where a
//! counter for all would have to come from another CPU for each chunk.

use crossbeam::utils::CachePadded;

use crate::sync::atomic::{AtomicU64, Ordering};

/// Chunks `next..end` that no thread has claimed: the lower half is `next`, the upper half `end`. Each chunk is in one hand
/// or has been claimed, so a hand that looks as it did is as it was, whatever happened in between. That is all that a
/// compare-exchange has to know, and `Relaxed` suffices throughout: a claim carries no data.
pub(crate) type Hand = CachePadded<AtomicU64>;

/// So many chunks can be named.
pub(crate) const MOST_CHUNKS: u64 = u32::MAX as u64;

pub(crate) fn empty_hands(threads: usize) -> Box<[Hand]> {
    (0..threads).map(|_| CachePadded::new(AtomicU64::new(0))).collect()
}

/// Gives each thread a run of chunks, all about as long. Before the threads claim any.
pub(crate) fn deal(hands: &[Hand], chunks: u64) {
    let first = |thread: usize| (u128::from(chunks) * thread as u128 / hands.len() as u128) as u64;
    for (thread, hand) in hands.iter().enumerate() {
        hand.store(pack(first(thread), first(thread + 1)), Ordering::Relaxed);
    }
}

fn pack(next: u64, end: u64) -> u64 {
    end << 32 | next
}

fn unpack(hand: u64) -> (u64, u64) {
    (hand & MOST_CHUNKS, hand >> 32)
}

/// What one thread claims.
pub(crate) struct Stealing<'a> {
    hands: &'a [Hand],
    me: usize,
    chunk: u64,
    trips: u64,
}

impl<'a> Stealing<'a> {
    pub(crate) fn new(trips: u64, chunk: u64, hands: &'a [Hand], me: usize) -> Self {
        Self { hands, me, chunk, trips }
    }

    #[inline]
    pub(crate) fn next_chunk(&mut self) -> Option<(u64, u64)> {
        let number = self.own().or_else(|| self.steal())?;
        let from = number * self.chunk;
        Some((from, from.saturating_add(self.chunk).min(self.trips)))
    }

    #[inline]
    fn own(&self) -> Option<u64> {
        let hand = &self.hands[self.me];
        let mut seen = hand.load(Ordering::Relaxed);
        loop {
            let (next, end) = unpack(seen);
            if next >= end {
                return None;
            }
            match hand.compare_exchange_weak(seen, pack(next + 1, end), Ordering::Relaxed, Ordering::Relaxed)
            {
                Ok(_) => return Some(next),
                Err(now) => seen = now,
            }
        }
    }

    /// Takes the upper half of what another thread has, claims the first chunk of it and keeps the others. What is on its
    /// way between two hands others do not see: they may end before all is done, and this thread does it.
    #[cold]
    fn steal(&self) -> Option<u64> {
        let (before, behind) = self.hands.split_at(self.me);
        behind[1..].iter().chain(before).find_map(|hand| {
            let mut seen = hand.load(Ordering::Relaxed);
            loop {
                let (next, end) = unpack(seen);
                if next >= end {
                    return None;
                }
                let middle = next + (end - next) / 2;
                match hand.compare_exchange_weak(
                    seen,
                    pack(next, middle),
                    Ordering::Relaxed,
                    Ordering::Relaxed,
                ) {
                    Ok(_) => {
                        // Nobody exchanges an empty hand.
                        self.hands[self.me].store(pack(middle + 1, end), Ordering::Relaxed);
                        return Some(middle);
                    }
                    Err(now) => seen = now,
                }
            }
        })
    }
}
