//! Iteration spaces: what the loop of a worksharing construct counts over (OpenMP 5.2, 4.4.1).
//!
//! A space numbers its iterations `0..trips()` in sequential order. Everything else, schedules, partitions and
//! reductions, works with those numbers; only [`Iteration::chunk`] turns them back into the loop's own values.

mod collapse;
mod counting;
mod index;
mod linear;
#[cfg(test)]
mod tests;

pub use collapse::{Collapse2, Collapse3, Segments2, Segments3, collapse};
pub use counting::{Counting, counting};
pub use index::Index;
pub use linear::{Inclusive, Reversed, Span, Steps, Strided, Unit, inclusive, unit};

use crate::parts::Axis;

/// The axes of an iteration space, outermost first, without allocation.
#[derive(Clone, Copy, Debug)]
pub struct Axes {
    axes: [Axis; 3],
    len: usize,
}

impl Axes {
    #[inline]
    pub(crate) fn new(axes: &[Axis]) -> Self {
        let mut all = [Axis { first: 0, step: 1, trips: 0 }; 3];
        all[..axes.len()].copy_from_slice(axes);
        Self { axes: all, len: axes.len() }
    }

    /// The axes, outermost first.
    #[inline]
    pub fn as_slice(&self) -> &[Axis] {
        &self.axes[..self.len]
    }
}

mod sealed {
    /// Keeps foreign types out: parts are handed out on the word of `trips`, `axes` and `at`.
    pub trait Sealed {}
}

/// The iterations of one canonical loop nest.
pub trait Iteration: sealed::Sealed + Clone + Send + Sync {
    /// What one step of a chunk yields.
    type Item;
    /// Some consecutive iterations.
    type Chunk: Iterator<Item = Self::Item>;

    /// The number of iterations.
    fn trips(&self) -> u64;

    /// The iterations numbered `from..to`, with `from <= to <= trips()`.
    ///
    /// # Panics
    /// Not within those bounds; outside them it may panic or yield values that the loop does not have.
    fn chunk(&self, from: u64, to: u64) -> Self::Chunk;

    /// The collapsed loops, outermost first.
    fn axes(&self) -> Axes;
}

/// All iterations of a space, in their order.
#[inline]
pub fn whole<L: Iteration>(space: &L) -> L::Chunk {
    space.chunk(0, space.trips())
}

/// A space of one loop: an iteration is one value that can be computed from its number.
pub trait Linear: Iteration<Item: Copy + PartialEq> {
    /// Whether the body takes its loop variable for a number only ([`Counting`]).
    const COUNTS: bool = false;

    /// The value of iteration `k < trips()`.
    fn at(&self, k: u64) -> Self::Item;

    /// The value `lane` iterations after the one that has value `base`, where the space has it.
    ///
    /// # Safety
    /// `base` is `at(k)`, `k + lane < trips()` and `lane < 128`.
    unsafe fn after(&self, base: Self::Item, lane: u8) -> Self::Item;

    /// The value `by` iterations after the one that has value `base`, wrapping where the space has none.
    fn shifted(&self, base: Self::Item, by: i8) -> Self::Item;
}
