//! Elements that an inner loop writes.

use super::{Start, Trips, Word};

/// Something of which a loop writes elements.
#[derive(Debug)]
pub struct SeenMut<'x, X: ?Sized>(pub &'x mut X);

/// What is found out about anything that is written.
pub trait SeenOtherMut<X: ?Sized>: Sized {
    /// No slice, of which only the type of the elements is asked: `element` is never called.
    #[inline(always)]
    fn row<'n, T>(
        self,
        _: (Word, Word),
        _: Trips,
        _element: impl for<'e> FnOnce(&'e mut X) -> &'e mut T,
    ) -> FoundMut<'n, T> {
        FoundMut { elements: &mut [], start: Start::NONE }
    }
}

impl<X: ?Sized> SeenOtherMut<X> for &SeenMut<'_, X> {}

impl<'x, T> SeenMut<'x, [T]> {
    /// The elements whose indices go from the first to the second word while the loop runs.
    #[inline(always)]
    pub fn row(
        self,
        ends: (Word, Word),
        trips: Trips,
        _element: impl for<'e> FnOnce(&'e mut [T]) -> &'e mut T,
    ) -> FoundMut<'x, T> {
        let start = trips.start(ends, 0, self.0.len());
        FoundMut { elements: self.0, start }
    }
}

/// Elements, and where those start that a loop writes at one of its indices.
#[derive(Debug)]
pub struct FoundMut<'x, T> {
    elements: &'x mut [T],
    start: Start,
}

impl<'x, T> FoundMut<'x, T> {
    /// Whether they are there, all of them.
    #[inline(always)]
    pub fn is_there(&self) -> bool {
        self.start.is_there()
    }

    /// The elements that are written, as many as the loop has iterations.
    ///
    /// # Panics
    /// Perhaps, when they are not all there.
    #[inline(always)]
    pub fn take(self, trips: Trips) -> &'x mut [T] {
        self.start.of_mut(self.elements, trips)
    }
}
