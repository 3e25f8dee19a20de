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

mod row;
mod row_mut;
#[cfg(test)]
mod tests;
mod trips;
mod word;

pub use row::{AsEver, Found, Row, SeenElements};
pub use row_mut::{FoundMut, SeenMut, SeenOtherMut};
pub use trips::{SeenRange, Start, Trips};
pub use word::{SeenNumber, Word};

/// Something whose type decides what is known of it.
#[derive(Debug)]
pub struct Seen<'x, X: ?Sized>(pub &'x X);

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
