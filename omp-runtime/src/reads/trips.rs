//! The iterations of an inner loop, and where the elements of all of them are.

use std::ops::{Range, RangeInclusive};

use super::{Seen, Word};
use crate::iteration::Span;

/// The values `first..end` of a loop variable. None also stands for a loop of another kind.
#[derive(Clone, Copy, Debug)]
pub struct Trips {
    first: usize,
    end: usize,
}

impl Trips {
    pub(super) const NONE: Self = Self { first: 0, end: 0 };

    #[inline(always)]
    fn any(self) -> bool {
        self.first < self.end
    }

    /// The loop variable in the first iteration.
    #[inline(always)]
    pub fn first(self) -> Word {
        Word { value: self.first, exact: self.any() }
    }

    /// The loop variable in the last iteration.
    #[inline(always)]
    pub fn last(self) -> Word {
        Word { value: self.end.wrapping_sub(1), exact: self.any() }
    }

    /// How many there are. LLVM counts an enumerated range in the same way, so that it sees that they are the same.
    #[inline(always)]
    pub(super) fn count(self) -> usize {
        self.end.wrapping_sub(self.first)
    }

    /// Where in `len` elements, the first of which has the index `offset`, those are whose indices go from the first to
    /// the second word while the loop runs.
    #[inline(always)]
    pub(crate) fn start(self, (first, last): (Word, Word), offset: usize, len: usize) -> Start {
        let exact = self.any() & first.exact & last.exact;
        let apart = last.value.wrapping_sub(first.value);
        let one_by_one = apart == self.last().value.wrapping_sub(self.first);
        let (first, last) = (first.value, last.value);
        let there = (offset <= first) & (first <= last) & (last.wrapping_sub(offset) < len);
        Start { first: first.wrapping_sub(offset), there: exact & one_by_one & there }
    }
}

/// Where the elements that a loop touches start.
#[derive(Clone, Copy, Debug)]
pub struct Start {
    pub(super) first: usize,
    there: bool,
}

impl Start {
    /// Nowhere.
    pub(super) const NONE: Self = Self { first: 0, there: false };

    /// Whether they are there, all of them.
    #[inline(always)]
    pub fn is_there(self) -> bool {
        self.there
    }

    /// The elements themselves.
    ///
    /// # Panics
    /// Perhaps, when they are not all there.
    #[inline(always)]
    pub(crate) fn of_mut<T>(self, elements: &mut [T], trips: Trips) -> &mut [T] {
        &mut elements[self.first..][..trips.count()]
    }
}

/// What is found out about loops over types that are known.
pub trait SeenRange {
    /// The iterations.
    fn trips(self) -> Trips;
}

impl SeenRange for Seen<'_, Range<usize>> {
    #[inline(always)]
    fn trips(self) -> Trips {
        Trips { first: self.0.start, end: self.0.end }
    }
}

impl SeenRange for Seen<'_, RangeInclusive<usize>> {
    #[inline(always)]
    fn trips(self) -> Trips {
        self.0.end().checked_add(1).map_or(Trips::NONE, |end| Trips { first: *self.0.start(), end })
    }
}

impl SeenRange for Seen<'_, Span<usize>> {
    #[inline(always)]
    fn trips(self) -> Trips {
        let (first, end) = self.0.ends();
        Trips { first, end }
    }
}

// Named for the reason that other numbers are.
macro_rules! other_ranges {
    ($($t:ty)*) => {$(
        impl SeenRange for Seen<'_, Range<$t>> {
            #[inline(always)]
            fn trips(self) -> Trips {
                Trips::NONE
            }
        }
        impl SeenRange for Seen<'_, RangeInclusive<$t>> {
            #[inline(always)]
            fn trips(self) -> Trips {
                Trips::NONE
            }
        }
        impl SeenRange for Seen<'_, Span<$t>> {
            #[inline(always)]
            fn trips(self) -> Trips {
                Trips::NONE
            }
        }
    )*};
}
other_ranges!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128);
