//! Spaces of one loop: ranges, and what `rev` and `step_by` make of them.

use std::{
    iter::{FusedIterator, Rev},
    ops::{Range, RangeInclusive},
};

use super::{Axes, Index, Iteration, Linear, sealed::Sealed};
use crate::parts::Axis;

/// `from..to`.
#[derive(Clone, Copy, Debug)]
pub struct Unit<I> {
    from: I,
    to: I,
    trips: u64,
}

/// `(from..to).rev()`.
#[derive(Clone, Copy, Debug)]
pub struct Reversed<I>(Unit<I>);

/// `from..=to`.
#[derive(Clone, Copy, Debug)]
pub struct Inclusive<I> {
    from: I,
    trips: u64,
}

/// Any other arithmetic sequence.
#[derive(Clone, Copy, Debug)]
pub struct Strided<I> {
    first: I,
    step: i128,
    trips: u64,
}

/// A loop over a range.
///
/// # Panics
/// When the range has more than `u64::MAX` iterations.
#[inline]
#[track_caller]
pub fn unit<I: Index>(range: Range<I>) -> Unit<I> {
    Unit { from: range.start, to: range.end, trips: count(I::distance(range.start, range.end)) }
}

/// A loop over an inclusive range, right up to the largest value of its type.
///
/// # Panics
/// When the range has more than `u64::MAX` iterations.
#[inline]
#[track_caller]
pub fn inclusive<I: Index>(range: RangeInclusive<I>) -> Inclusive<I> {
    let (from, to) = (*range.start(), *range.end());
    let empty = range.start() > range.end();
    let trips = if empty { 0 } else { count(I::distance(from, to).saturating_add(1)) };
    Inclusive { from, trips }
}

#[inline]
#[track_caller]
fn count(trips: u128) -> u64 {
    u64::try_from(trips).unwrap_or_else(|_| panic!("a loop of {trips} iterations: the limit is {}", u64::MAX))
}

impl<I: Index> Unit<I> {
    /// The same iterations, last first.
    #[must_use]
    #[inline]
    pub fn rev(self) -> Reversed<I> {
        Reversed(self)
    }

    /// Every `step`-th iteration.
    ///
    /// # Panics
    /// When `step` is 0.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn step_by(self, step: usize) -> Strided<I> {
        Strided { first: self.from, step: 1, trips: self.trips }.step_by(step)
    }
}

impl<I: Index> Reversed<I> {
    /// The original order.
    #[must_use]
    #[inline]
    pub fn rev(self) -> Unit<I> {
        self.0
    }

    /// Every `step`-th iteration.
    ///
    /// # Panics
    /// When `step` is 0.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn step_by(self, step: usize) -> Strided<I> {
        Strided { first: self.first(), step: -1, trips: self.0.trips }.step_by(step)
    }

    /// Meaningless for an empty range, whose first value nobody reads.
    #[inline]
    fn first(self) -> I {
        self.0.to.advance(I::wrap(-1), 1)
    }
}

impl<I: Index> Inclusive<I> {
    /// The same iterations, last first.
    #[must_use]
    #[inline]
    pub fn rev(self) -> Strided<I> {
        Strided { first: self.from, step: 1, trips: self.trips }.rev()
    }

    /// Every `step`-th iteration.
    ///
    /// # Panics
    /// When `step` is 0.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn step_by(self, step: usize) -> Strided<I> {
        Strided { first: self.from, step: 1, trips: self.trips }.step_by(step)
    }
}

impl<I: Index> Strided<I> {
    /// The same iterations, last first.
    #[must_use]
    #[inline]
    pub fn rev(self) -> Self {
        let last = self.first.advance(I::wrap(self.step), self.trips.saturating_sub(1));
        Self { first: last, step: -self.step, trips: self.trips }
    }

    /// Every `step`-th iteration.
    ///
    /// # Panics
    /// When `step` is 0.
    #[must_use]
    #[inline]
    #[track_caller]
    pub fn step_by(self, step: usize) -> Self {
        assert!(step > 0, "step_by(0): the step of a loop must not be zero");
        let trips = self.trips.div_ceil(step as u64);
        // A step is only taken when there is a second iteration, and then the product is within the range's own
        // width; otherwise any value serves.
        let step = if trips > 1 { self.step * step as i128 } else { 1 };
        Self { first: self.first, step, trips }
    }
}

impl<I> Sealed for Unit<I> {}
impl<I> Sealed for Reversed<I> {}
impl<I> Sealed for Inclusive<I> {}
impl<I> Sealed for Strided<I> {}

impl<I: Index> Iteration for Unit<I> {
    type Item = I;
    type Chunk = Span<I>;

    #[inline]
    fn trips(&self) -> u64 {
        self.trips
    }
    #[inline]
    fn chunk(&self, from: u64, to: u64) -> Span<I> {
        Span { next: self.at(from), end: self.at(to) }
    }
    #[inline]
    fn axes(&self) -> Axes {
        Axes::new(&[Axis { first: self.from.widen(), step: 1, trips: self.trips }])
    }
}

impl<I: Index> Iteration for Reversed<I> {
    type Item = I;
    type Chunk = Rev<Span<I>>;

    #[inline]
    fn trips(&self) -> u64 {
        self.0.trips
    }
    #[inline]
    fn chunk(&self, from: u64, to: u64) -> Rev<Span<I>> {
        let back = I::wrap(-1);
        Span { next: self.0.to.advance(back, to), end: self.0.to.advance(back, from) }.rev()
    }
    #[inline]
    fn axes(&self) -> Axes {
        Axes::new(&[Axis { first: self.first().widen(), step: -1, trips: self.0.trips }])
    }
}

impl<I: Index> Iteration for Inclusive<I> {
    type Item = I;
    type Chunk = Steps<I>;

    #[inline]
    fn trips(&self) -> u64 {
        self.trips
    }
    #[inline]
    fn chunk(&self, from: u64, to: u64) -> Steps<I> {
        Steps { next: self.at(from), step: I::wrap(1), left: to - from }
    }
    #[inline]
    fn axes(&self) -> Axes {
        Axes::new(&[Axis { first: self.from.widen(), step: 1, trips: self.trips }])
    }
}

impl<I: Index> Iteration for Strided<I> {
    type Item = I;
    type Chunk = Steps<I>;

    #[inline]
    fn trips(&self) -> u64 {
        self.trips
    }
    #[inline]
    fn chunk(&self, from: u64, to: u64) -> Steps<I> {
        Steps { next: self.at(from), step: I::wrap(self.step), left: to - from }
    }
    #[inline]
    fn axes(&self) -> Axes {
        Axes::new(&[Axis { first: self.first.widen(), step: self.step, trips: self.trips }])
    }
}

impl<I: Index> Linear for Unit<I> {
    #[inline]
    fn at(&self, k: u64) -> I {
        self.from.advance(I::wrap(1), k)
    }
    #[inline]
    unsafe fn after(&self, base: I, lane: u8) -> I {
        // SAFETY: by the caller, the sum is a value of the space.
        unsafe { base.after(lane) }
    }
    #[inline]
    fn shifted(&self, base: I, by: i8) -> I {
        base.advance(I::wrap(i128::from(by)), 1)
    }
}

impl<I: Index> Linear for Reversed<I> {
    #[inline]
    fn at(&self, k: u64) -> I {
        self.first().advance(I::wrap(-1), k)
    }
    #[inline]
    unsafe fn after(&self, base: I, lane: u8) -> I {
        base.advance(I::wrap(-1), u64::from(lane))
    }
    #[inline]
    fn shifted(&self, base: I, by: i8) -> I {
        base.advance(I::wrap(-i128::from(by)), 1)
    }
}

impl<I: Index> Linear for Inclusive<I> {
    #[inline]
    fn at(&self, k: u64) -> I {
        self.from.advance(I::wrap(1), k)
    }
    #[inline]
    unsafe fn after(&self, base: I, lane: u8) -> I {
        // SAFETY: by the caller, the sum is a value of the space.
        unsafe { base.after(lane) }
    }
    #[inline]
    fn shifted(&self, base: I, by: i8) -> I {
        base.advance(I::wrap(i128::from(by)), 1)
    }
}

impl<I: Index> Linear for Strided<I> {
    #[inline]
    fn at(&self, k: u64) -> I {
        self.first.advance(I::wrap(self.step), k)
    }
    #[inline]
    unsafe fn after(&self, base: I, lane: u8) -> I {
        base.advance(I::wrap(self.step), u64::from(lane))
    }
    #[inline]
    fn shifted(&self, base: I, by: i8) -> I {
        base.advance(I::wrap(self.step.wrapping_mul(by.into())), 1)
    }
}

/// Some consecutive integers: `Range<I>` under a type of our own, because the standard one iterates over an unstable
/// bound. Its item type is known before that of the loop's literals is.
#[derive(Clone, Debug)]
pub struct Span<I> {
    next: I,
    end: I,
}

impl<I: Index> Span<I> {
    /// The next value, and the one behind the last.
    #[inline]
    pub(crate) fn ends(&self) -> (I, I) {
        (self.next, self.end)
    }
}

impl<I: Index> Iterator for Span<I> {
    type Item = I;

    #[inline]
    fn next(&mut self) -> Option<I> {
        if self.next < self.end {
            let value = self.next;
            self.next = value.advance(I::wrap(1), 1);
            Some(value)
        } else {
            None
        }
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        usize::try_from(I::distance(self.next, self.end)).map_or((usize::MAX, None), |n| (n, Some(n)))
    }
}

impl<I: Index> DoubleEndedIterator for Span<I> {
    #[inline]
    fn next_back(&mut self) -> Option<I> {
        if self.next < self.end {
            self.end = self.end.advance(I::wrap(-1), 1);
            Some(self.end)
        } else {
            None
        }
    }
}

impl<I: Index> FusedIterator for Span<I> {}

/// Some consecutive values of an arithmetic sequence: counts down what is left, so that no value past the last
/// one is ever needed.
#[derive(Clone, Debug)]
pub struct Steps<I> {
    next: I,
    step: I,
    left: u64,
}

impl<I: Index> Iterator for Steps<I> {
    type Item = I;

    #[inline]
    fn next(&mut self) -> Option<I> {
        self.left = self.left.checked_sub(1)?;
        let value = self.next;
        self.next = value.advance(self.step, 1);
        Some(value)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        usize::try_from(self.left).map_or((usize::MAX, None), |n| (n, Some(n)))
    }
}

impl<I: Index> FusedIterator for Steps<I> {}
