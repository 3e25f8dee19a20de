//! What an inner loop reads and writes, as slices of its own length.
//!
//! `for j in 1..n { .. old[i * n + j - 1] .. }` checks one index an iteration, although they are consecutive. Before the
//! loop starts, generated code asks here for the elements that the loop is about to touch. Where there are all of them,
//! the loop runs over slices that are as long as it, and LLVM sees that no check can fail. Where there are not, for
//! whatever reason, the loop as it was written runs and panics as it always did: a check that fails is never reported
//! from here.
//!
//! The macro sees no types, so method lookup decides: for `Seen(&x).row(..)` it tries the methods of `Seen`, then those of
//! `&Seen`, which take any type and find nothing out.

#![expect(
    clippy::inline_always,
    reason = "these run once for each inner loop, and what they find out is for the loop that they stand in"
)]
#![expect(
    clippy::needless_bitwise_bool,
    reason = "a branch for each would cost a short loop more than the comparisons"
)]

use std::{
    ops::{Range, RangeInclusive},
    sync::Arc,
};

use crate::iteration::Span;

/// Something whose type decides what is known of it.
#[derive(Debug)]
pub struct Seen<'x, X: ?Sized>(pub &'x X);

/// A part of an index: what plain arithmetic gives, as long as it does not overflow and everything is a `usize`.
///
/// Each part of an index that is the loop variable plus something changes by one an iteration, or not at all. If none
/// overflows in the first iteration and none in the last, none does between.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// With whatever overflows cut off.
    value: usize,
    /// Whether nothing did.
    exact: bool,
}

impl Word {
    const UNKNOWN: Self = Self { value: 0, exact: false };

    /// A literal.
    #[inline(always)]
    pub fn literal(value: usize) -> Self {
        Self { value, exact: true }
    }

    #[inline(always)]
    fn with(self, other: Self, operator: impl FnOnce(usize, usize) -> (usize, bool)) -> Self {
        let (value, overflows) = operator(self.value, other.value);
        Self { value, exact: self.exact & other.exact & !overflows }
    }

    /// The sum.
    #[must_use]
    #[inline(always)]
    pub fn plus(self, other: Self) -> Self {
        self.with(other, usize::overflowing_add)
    }

    /// The difference.
    #[must_use]
    #[inline(always)]
    pub fn minus(self, other: Self) -> Self {
        self.with(other, usize::overflowing_sub)
    }

    /// The product.
    #[must_use]
    #[inline(always)]
    pub fn times(self, other: Self) -> Self {
        self.with(other, usize::overflowing_mul)
    }
}

/// The values `first..end` of a loop variable. None also stands for a loop of another kind.
#[derive(Clone, Copy, Debug)]
pub struct Trips {
    first: usize,
    end: usize,
}

impl Trips {
    const NONE: Self = Self { first: 0, end: 0 };

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
    fn count(self) -> usize {
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
    first: usize,
    there: bool,
}

impl Start {
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

/// What is found out about types that are known.
pub trait SeenNumber {
    /// The value as part of an index.
    fn word(self) -> Word;
}

/// What is found out about loops over types that are known.
pub trait SeenRange {
    /// The iterations.
    fn trips(self) -> Trips;
}

/// What is found out about arrays of known types.
pub trait SeenElements<'x> {
    /// An element.
    type Element;
    /// The elements whose indices go from the first to the second word while the loop runs.
    fn row(self, ends: (Word, Word), trips: Trips) -> Found<'x, Self::Element>;
}

/// What is found out about anything.
pub trait SeenOther<'x, X: ?Sized>: Sized {
    /// No number that indexes a slice.
    #[inline(always)]
    fn word(self) -> Word {
        Word::UNKNOWN
    }
    /// No loop that indexes a slice.
    #[inline(always)]
    fn trips(self) -> Trips {
        Trips::NONE
    }
    /// No slice: it is indexed as ever, in a loop that may read slices besides.
    #[inline(always)]
    fn row(self, _: (Word, Word), _: Trips) -> AsEver {
        AsEver
    }
}

impl<'x, X: ?Sized> SeenOther<'x, X> for &Seen<'x, X> {}

impl SeenNumber for Seen<'_, usize> {
    #[inline(always)]
    fn word(self) -> Word {
        Word::literal(*self.0)
    }
}

impl SeenNumber for Seen<'_, &usize> {
    #[inline(always)]
    fn word(self) -> Word {
        Word::literal(**self.0)
    }
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

// Named so that a literal whose type is open yet is not taken for a `usize` because of what is asked here.
macro_rules! other_integers {
    ($($t:ty)*) => {$(
        impl SeenNumber for Seen<'_, $t> {
            #[inline(always)]
            fn word(self) -> Word {
                Word::UNKNOWN
            }
        }
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
other_integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128);

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
        self.start.there
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
pub struct Row<'x, T>(&'x [T]);

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
        FoundMut { elements: &mut [], start: Start { first: 0, there: false } }
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
        self.start.there
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

#[cfg(test)]
mod tests {
    use super::*;

    fn word(value: usize) -> Word {
        Seen(&value).word()
    }

    /// `a[base + j - less]` for `j` in the range.
    fn row<'x>(a: &'x [i32], range: &Range<usize>, base: usize, less: usize) -> Option<&'x [i32]> {
        let trips = Seen(range).trips();
        let index = |j: Word| word(base).plus(j).minus(word(less));
        let found = Seen(a).row((index(trips.first()), index(trips.last())), trips);
        found.is_there().then(|| found.take(trips).0)
    }

    #[test]
    fn a_row_is_there_as_a_whole_or_not_at_all() {
        let a = [0, 1, 2, 3, 4, 5];
        assert_eq!(row(&a, &(1..4), 2, 1), Some(&a[2..5]));
        assert_eq!(row(&a, &(0..6), 0, 0), Some(&a[..]));
        assert_eq!(row(&a, &(5..6), 1, 1), Some(&a[5..]));
        for (range, base, less) in
            [(0..7, 0, 0), (0..1, 6, 0), (0..2, 5, 0), (0..3, 0, 1), (3..3, 0, 0), (0..0, 0, 0)]
        {
            assert_eq!(row(&a, &range, base, less), None, "{range:?} {base} {less}");
        }
        let falling = Range { start: 4, end: 2 };
        assert_eq!(row(&a, &falling, 0, 0), None);
    }

    #[test]
    fn what_overflows_is_nowhere() {
        let a = [0; 4];
        let max = usize::MAX;
        // `max + j - (max - 1)` would come back into the array.
        assert_eq!(row(&a, &(1..2), max, max - 1), None);
        assert_eq!(row(&a, &(0..1), max, max - 1), Some(&a[1..2]));
        // Only the last iteration overflows.
        assert_eq!(row(&a, &(0..2), max, max - 1), None);
        assert_eq!(row(&a, &(0..max), 1, 0), None);
        assert!(!word(max).times(word(2)).exact && !word(0).minus(word(1)).exact);
        // A count that no iteration reaches.
        let trips = Seen(&(0..=max)).trips();
        assert!(!trips.first().exact && !trips.last().exact);
    }

    /// `a[9 - j]`, or whatever else the macro might ask by mistake.
    #[test]
    fn other_steps_than_one_are_refused() {
        let a = [0; 10];
        let trips = Seen(&(0..4_usize)).trips();
        let is_there = |ends| Seen(&a).row(ends, trips).is_there();
        assert!(!is_there((word(9), word(6))) && !is_there((word(0), word(6))));
        assert!(is_there((word(0), word(3))) && !is_there((Word::UNKNOWN, word(3))));
        // One iteration, and a distance that is none: `0 - 1` as a number of elements.
        let one = Seen(&(4..5_usize)).trips();
        assert!(!Seen(&a).row((word(3), word(2)), one).is_there());
    }

    #[test]
    fn types_decide() {
        struct Table;
        let trips = Seen(&(2..=4_usize)).trips();
        let ends = (trips.first(), trips.last());
        let vector = vec![1, 2, 3, 4, 5];
        let elements = [3, 4, 5];
        assert_eq!(Seen(&vector).row(ends, trips).take(trips).0, elements);
        assert_eq!(Seen(&&vector[..]).row(ends, trips).take(trips).0, elements);
        assert_eq!(Seen(&[1, 2, 3, 4, 5]).row(ends, trips).take(trips).0, elements);
        let other: AsEver = Seen(&Table).row(ends, trips);
        assert!(other.is_there() && *other.take(trips).pick(0, || &7) == 7);
        assert_eq!(*Seen(&vector).row(ends, trips).take(trips).pick(1, || unreachable!()), 4);
        let unknown: [Word; 3] = [Seen(&2_i32).word(), Seen(&'x').word(), Seen(&2.5).word()];
        assert!(unknown.iter().all(|word| !word.exact));
        assert_eq!(Seen(&(0..3_u8)).trips().count() + Seen(&"loop").trips().count(), 0);
        assert!(Seen(&&3_usize).word().exact);
    }

    #[test]
    fn a_part_to_write_is_counted_from_its_own_start() {
        let mut own = [0; 5];
        let trips = Seen(&(1..4_usize)).trips();
        let ends = |base: usize| (word(base).plus(trips.first()), word(base).plus(trips.last()));
        for (base, there) in [(8, false), (9, true), (11, true), (12, false), (usize::MAX, false)] {
            assert_eq!(trips.start(ends(base), 10, own.len()).is_there(), there, "{base}");
        }
        trips.start(ends(10), 10, own.len()).of_mut(&mut own, trips).fill(1);
        assert_eq!(own, [0, 1, 1, 1, 0]);
    }
}
