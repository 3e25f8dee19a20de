//! Indices before the loop that uses them.

use super::Seen;

/// A part of an index: what plain arithmetic gives, as long as it does not overflow and everything is a `usize`.
///
/// Each part of an index that is the loop variable plus something changes by one an iteration, or not at all. If none
/// overflows in the first iteration and none in the last, none does between.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// With whatever overflows cut off.
    pub(super) value: usize,
    /// Whether nothing did.
    pub(super) exact: bool,
}

impl Word {
    pub(super) const UNKNOWN: Self = Self { value: 0, exact: false };

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

/// What is found out about types that are known.
pub trait SeenNumber {
    /// The value as part of an index.
    fn word(self) -> Word;
}

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

// Named so that a literal whose type is open yet is not taken for a `usize` because of what is asked here.
macro_rules! other_integers {
    ($($t:ty)*) => {$(
        impl SeenNumber for Seen<'_, $t> {
            #[inline(always)]
            fn word(self) -> Word {
                Word::UNKNOWN
            }
        }
    )*};
}
other_integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128);
