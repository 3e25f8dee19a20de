//! `collapse(2)` and `collapse(3)`: loop nests as one space (OpenMP 5.2, 4.4.3).
//!
//! A chunk of a collapsed space is cut into row segments, each with the outer indices and a plain chunk of the
//! innermost loop. The division that finds the row happens once a chunk, not once an iteration, and the innermost
//! loop is the same counted loop that LLVM sees without `collapse`.

use super::{Axes, Iteration, Linear, sealed::Sealed};

/// Two nested loops.
#[derive(Clone, Copy, Debug)]
pub struct Collapse2<A, B> {
    outer: A,
    inner: B,
    trips: u64,
}

/// Three nested loops.
#[derive(Clone, Copy, Debug)]
pub struct Collapse3<A, B, C> {
    outer: Collapse2<A, B>,
    inner: C,
    trips: u64,
}

/// A tuple of loops, outermost first.
pub trait Nest {
    /// The collapsed space.
    type Space;
    /// Collapses them.
    ///
    /// # Panics
    /// When there are more than `u64::MAX` iterations.
    #[track_caller]
    fn nest(self) -> Self::Space;
}

/// The nest as one space. The loops are rectangular: their bounds do not depend on each other.
///
/// # Panics
/// When there are more than `u64::MAX` iterations.
#[inline]
#[track_caller]
pub fn collapse<N: Nest>(loops: N) -> N::Space {
    loops.nest()
}

#[track_caller]
fn product(a: u64, b: u64) -> u64 {
    a.checked_mul(b)
        .unwrap_or_else(|| panic!("a collapsed loop of {a} times {b} iterations: the limit is {}", u64::MAX))
}

impl<A: Linear, B: Iteration> Nest for (A, B) {
    type Space = Collapse2<A, B>;
    #[inline]
    #[track_caller]
    fn nest(self) -> Collapse2<A, B> {
        let trips = product(self.0.trips(), self.1.trips());
        Collapse2 { outer: self.0, inner: self.1, trips }
    }
}

impl<A: Linear, B: Linear, C: Iteration> Nest for (A, B, C) {
    type Space = Collapse3<A, B, C>;
    #[inline]
    #[track_caller]
    fn nest(self) -> Collapse3<A, B, C> {
        let outer = (self.0, self.1).nest();
        let trips = product(outer.trips, self.2.trips());
        Collapse3 { outer, inner: self.2, trips }
    }
}

/// Where a chunk stands in rows of `width` iterations.
#[derive(Clone, Copy, Debug)]
struct Rows {
    row: u64,
    column: u64,
    left: u64,
    width: u64,
}

impl Rows {
    #[inline]
    fn new(from: u64, to: u64, width: u64) -> Self {
        // An empty inner loop makes an empty space, in which no row is asked for.
        let width = width.max(1);
        Self { row: from / width, column: from % width, left: to - from, width }
    }

    /// The next row and its columns `lo..hi`.
    #[inline]
    fn next(&mut self) -> Option<(u64, u64, u64)> {
        if self.left == 0 {
            return None;
        }
        let lo = self.column;
        let hi = lo + self.left.min(self.width - lo);
        let row = self.row;
        self.left -= hi - lo;
        self.column = 0;
        self.row += 1;
        Some((row, lo, hi))
    }
}

/// The row segments of a chunk of two loops.
#[derive(Clone, Debug)]
pub struct Segments2<A, B> {
    space: Collapse2<A, B>,
    rows: Rows,
}

/// The row segments of a chunk of three loops.
#[derive(Clone, Debug)]
pub struct Segments3<A, B, C> {
    space: Collapse3<A, B, C>,
    rows: Rows,
}

impl<A: Linear, B: Iteration> Iterator for Segments2<A, B> {
    type Item = (A::Item, B::Chunk);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let (row, lo, hi) = self.rows.next()?;
        Some((self.space.outer.at(row), self.space.inner.chunk(lo, hi)))
    }
}

impl<A: Linear, B: Linear, C: Iteration> Iterator for Segments3<A, B, C> {
    type Item = ((A::Item, B::Item), C::Chunk);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let (row, lo, hi) = self.rows.next()?;
        let Collapse2 { outer, inner, .. } = &self.space.outer;
        let width = inner.trips();
        Some(((outer.at(row / width), inner.at(row % width)), self.space.inner.chunk(lo, hi)))
    }
}

impl<A, B> Sealed for Collapse2<A, B> {}
impl<A, B, C> Sealed for Collapse3<A, B, C> {}

impl<A: Linear, B: Iteration> Iteration for Collapse2<A, B> {
    type Item = (A::Item, B::Chunk);
    type Chunk = Segments2<A, B>;

    #[inline]
    fn trips(&self) -> u64 {
        self.trips
    }
    #[inline]
    fn chunk(&self, from: u64, to: u64) -> Segments2<A, B> {
        Segments2 { space: self.clone(), rows: Rows::new(from, to, self.inner.trips()) }
    }
    fn axes(&self) -> Axes {
        Axes::new(&[self.outer.axes().as_slice(), self.inner.axes().as_slice()].concat())
    }
}

impl<A: Linear, B: Linear, C: Iteration> Iteration for Collapse3<A, B, C> {
    type Item = ((A::Item, B::Item), C::Chunk);
    type Chunk = Segments3<A, B, C>;

    #[inline]
    fn trips(&self) -> u64 {
        self.trips
    }
    #[inline]
    fn chunk(&self, from: u64, to: u64) -> Segments3<A, B, C> {
        Segments3 { space: self.clone(), rows: Rows::new(from, to, self.inner.trips()) }
    }
    fn axes(&self) -> Axes {
        Axes::new(&[self.outer.axes().as_slice(), self.inner.axes().as_slice()].concat())
    }
}
