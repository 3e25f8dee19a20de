//! Loops that look nothing up at their index.

use super::{Axes, Iteration, Linear, sealed::Sealed};

/// A loop whose body takes its variable for a number and for no index. No check of an index is to be saved there, so a
/// row of lanes counts in the way that LLVM computes in vectors.
#[derive(Clone, Copy, Debug)]
pub struct Counting<L>(L);

/// Says so of a loop. It is a matter of speed only.
#[inline]
pub fn counting<L: Linear>(space: L) -> Counting<L> {
    Counting(space)
}

impl<L> Sealed for Counting<L> {}

impl<L: Linear> Iteration for Counting<L> {
    type Item = L::Item;
    type Chunk = L::Chunk;

    #[inline]
    fn trips(&self) -> u64 {
        self.0.trips()
    }
    #[inline]
    fn chunk(&self, from: u64, to: u64) -> L::Chunk {
        self.0.chunk(from, to)
    }
    #[inline]
    fn axes(&self) -> Axes {
        self.0.axes()
    }
}

impl<L: Linear> Linear for Counting<L> {
    const COUNTS: bool = true;

    #[inline]
    fn at(&self, k: u64) -> L::Item {
        self.0.at(k)
    }
    #[inline]
    unsafe fn after(&self, base: L::Item, lane: u8) -> L::Item {
        // SAFETY: by the caller.
        unsafe { self.0.after(base, lane) }
    }
    #[inline]
    fn shifted(&self, base: L::Item, by: i8) -> L::Item {
        self.0.shifted(base, by)
    }
}
