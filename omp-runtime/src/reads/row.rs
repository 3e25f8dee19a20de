//! Elements that an inner loop reads.

use std::sync::Arc;

use super::{Seen, Start, Trips, Word};

/// What is found out about arrays of known types.
pub trait SeenElements<'x> {
    /// An element.
    type Element;
    /// The elements whose indices go from the first to the second word while the loop runs.
    fn row(self, ends: (Word, Word), trips: Trips) -> Found<'x, Self::Element>;
}

macro_rules! elements {
    ($([$($generic:tt)*] $t:ty),* $(,)?) => {$(
        impl<'x, T, $($generic)*> SeenElements<'x> for Seen<'_, $t> {
            type Element = T;
            #[inline(always)]
            fn row(self, ends: (Word, Word), trips: Trips) -> Found<'x, T> {
                Found::of(&self.0[..], ends, trips)
            }
        }
    )*};
}
// Of a reference that can be copied, the elements outlive the variable that holds it.
elements!([] &'x [T], [] &'x Vec<T>, [const N: usize] &'x [T; N]);

macro_rules! owned_elements {
    ($([$($generic:tt)*] $t:ty),* $(,)?) => {$(
        impl<'x, T, $($generic)*> SeenElements<'x> for Seen<'x, $t> {
            type Element = T;
            #[inline(always)]
            fn row(self, ends: (Word, Word), trips: Trips) -> Found<'x, T> {
                Found::of(&self.0[..], ends, trips)
            }
        }
    )*};
}
owned_elements! {
    [] [T], [] Vec<T>, [] Box<[T]>, [] Arc<[T]>, [] Arc<Vec<T>>, [const N: usize] [T; N], [const N: usize] Box<[T; N]>,
    [] &mut [T], [] &mut Vec<T>, [const N: usize] &mut [T; N],
}

/// Elements, and where those start that a loop reads at one of its indices.
#[derive(Debug)]
pub struct Found<'x, T> {
    elements: &'x [T],
    start: Start,
}

impl<'x, T> Found<'x, T> {
    #[inline(always)]
    fn of(elements: &'x [T], ends: (Word, Word), trips: Trips) -> Self {
        Self { elements, start: trips.start(ends, 0, elements.len()) }
    }

    /// Whether they are there, all of them.
    #[inline(always)]
    pub fn is_there(&self) -> bool {
        self.start.is_there()
    }

    /// The elements that are read, as many as the loop has iterations.
    ///
    /// # Panics
    /// Perhaps, when they are not all there.
    #[inline(always)]
    pub fn take(self, trips: Trips) -> Row<'x, T> {
        // Only here, where all is there: of a slice that may be another one, LLVM would not know the length.
        Row(&self.elements[self.start.first..][..trips.count()])
    }
}

/// The elements that a loop reads at one of its indices: as many as it has iterations.
#[derive(Debug)]
pub struct Row<'x, T>(pub(super) &'x [T]);

impl<'x, T> Row<'x, T> {
    /// The element of iteration `k`; the closure says where it is without the row.
    #[inline(always)]
    pub fn pick<'y>(&self, k: usize, _: impl FnOnce() -> &'y T) -> &'x T
    where
        'x: 'y,
        T: 'y,
    {
        &self.0[k]
    }
}

/// Stands for elements that are no slice.
#[derive(Clone, Copy, Debug)]
pub struct AsEver;

impl AsEver {
    /// They are wherever they are.
    #[inline(always)]
    pub fn is_there(self) -> bool {
        true
    }

    /// Itself.
    #[must_use]
    #[inline(always)]
    pub fn take(self, _: Trips) -> Self {
        self
    }

    /// What the closure gives.
    #[inline(always)]
    pub fn pick<'y, T: ?Sized>(&self, _: usize, element: impl FnOnce() -> &'y T) -> &'y T {
        element()
    }
}
