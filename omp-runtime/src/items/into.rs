//! What a loop over items, or `zip`, can be given as it stands in the source.

use std::ops::{Range, RangeInclusive};

use super::{Items, Iter, IterMut, iter, iter_mut};
use crate::iteration::{Inclusive, Index, Iteration, Unit, inclusive, unit};

/// Anything whose items can be split by index.
pub trait IntoItems {
    /// The items.
    type Items: Items;
    /// As items.
    #[track_caller]
    fn into_items(self) -> Self::Items;
}

/// `for x in v`, for everything that is split by index.
#[track_caller]
pub fn items<V: IntoItems>(v: V) -> V::Items {
    v.into_items()
}

impl<S: Items> IntoItems for S {
    type Items = S;
    fn into_items(self) -> S {
        self
    }
}

macro_rules! slices {
    ($(($($n:ident)?) $t:ty;)*) => {$(
        impl<'a, T: Sync $(, const $n: usize)?> IntoItems for &'a $t {
            type Items = Iter<'a, T>;
            fn into_items(self) -> Iter<'a, T> {
                iter(self)
            }
        }
        impl<'a, T: Send $(, const $n: usize)?> IntoItems for &'a mut $t {
            type Items = IterMut<'a, T>;
            fn into_items(self) -> IterMut<'a, T> {
                iter_mut(self)
            }
        }
    )*};
}
slices! { () [T]; () Vec<T>; (N) [T; N]; }

/// The values of a range, beside other items.
#[derive(Clone, Debug)]
pub struct Numbers<L> {
    space: L,
    from: u64,
    to: u64,
}

impl<L: Iteration> Numbers<L> {
    #[track_caller]
    fn new(space: L) -> Self {
        let to = space.trips();
        assert!(usize::try_from(to).is_ok(), "a range of {to} items: the limit is {}", usize::MAX);
        Self { space, from: 0, to }
    }
}

impl<L: Iteration<Item: Send>> Items for Numbers<L> {
    type Item = L::Item;
    type Iter = L::Chunk;
    fn len(&self) -> usize {
        (self.to - self.from) as usize
    }
    fn split_at(self, mid: usize) -> (Self, Self) {
        assert!(mid <= self.len(), "a range of {} items split at {mid}", self.len());
        let mid = self.from + mid as u64;
        (Self { space: self.space.clone(), from: self.from, to: mid }, Self { from: mid, ..self })
    }
    fn into_iter(self) -> L::Chunk {
        self.space.chunk(self.from, self.to)
    }
}

impl<I: Index> IntoItems for Range<I> {
    type Items = Numbers<Unit<I>>;
    #[track_caller]
    fn into_items(self) -> Self::Items {
        Numbers::new(unit(self))
    }
}

impl<I: Index> IntoItems for RangeInclusive<I> {
    type Items = Numbers<Inclusive<I>>;
    #[track_caller]
    fn into_items(self) -> Self::Items {
        Numbers::new(inclusive(self))
    }
}
