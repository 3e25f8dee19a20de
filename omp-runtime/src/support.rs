//! Small helpers of generated code.

use crate::{
    iteration::{Collapse2, Collapse3, Iteration, Linear},
    reduction::Reduce,
    sharing::map::Int,
};

/// The value of the sequentially last iteration, for `lastprivate`.
pub trait LastIndices {
    /// The loop variable, or a tuple of them.
    type Indices;
    /// `None` if there are no iterations.
    fn last_indices(&self) -> Option<Self::Indices>;
}

impl<L: Linear> LastIndices for L {
    type Indices = L::Item;
    fn last_indices(&self) -> Option<L::Item> {
        let trips = self.trips();
        (trips > 0).then(|| self.at(trips - 1))
    }
}

impl<A: Linear, B: Linear> LastIndices for Collapse2<A, B>
where
    Self: Iteration<Item = (A::Item, B::Chunk)>,
{
    type Indices = (A::Item, B::Item);
    fn last_indices(&self) -> Option<Self::Indices> {
        let (outer, mut inner) = last_row(self)?;
        Some((outer, inner.next()?))
    }
}

impl<A: Linear, B: Linear, C: Linear> LastIndices for Collapse3<A, B, C>
where
    Self: Iteration<Item = ((A::Item, B::Item), C::Chunk)>,
{
    type Indices = (A::Item, B::Item, C::Item);
    fn last_indices(&self) -> Option<Self::Indices> {
        let ((a, b), mut inner) = last_row(self)?;
        Some((a, b, inner.next()?))
    }
}

fn last_row<L: Iteration>(space: &L) -> Option<L::Item> {
    let trips = space.trips();
    (trips > 0).then(|| space.chunk(trips - 1, trips).next()).flatten()
}

/// The loop variables of a space's last iteration.
pub fn last_indices<L: LastIndices>(space: &L) -> Option<L::Indices> {
    space.last_indices()
}

/// Ties the type of a `private` variable to that of the original, without a value.
#[derive(Debug)]
pub struct TypeOf<T>(std::marker::PhantomData<fn() -> T>);

// By hand: `T` need not be `Copy` for its type to be.
impl<T> Clone for TypeOf<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for TypeOf<T> {}

impl<T> TypeOf<T> {
    /// Never called: stands in a branch that is never taken.
    ///
    /// # Panics
    /// Always.
    pub fn value(self) -> T {
        unreachable!("a private variable has no value before it is assigned")
    }
}

/// The type of `original`.
pub fn type_of<T>(_original: &T) -> TypeOf<T> {
    TypeOf(std::marker::PhantomData)
}

/// Combines `value` into `target`.
pub fn combine_into<Op, T: Reduce<Op>>(target: &mut T, value: T) {
    let identity = T::identity(target);
    *target = std::mem::replace(target, identity).combine(value);
}

/// What a private copy of a reduction variable like `like` starts with.
pub fn identity_like<Op, T: Reduce<Op>>(like: &T) -> T {
    T::identity(like)
}

/// An integer of an index expression.
///
/// # Panics
/// When it exceeds `i128::MAX`.
#[track_caller]
pub fn int(value: impl Int) -> i128 {
    value.to_i128().expect("a number in an index exceeds i128::MAX")
}

/// How many elements belong to an iteration: the row length `n` of `c[i * n + j]`.
///
/// # Panics
/// When it is negative or exceeds `usize::MAX`.
#[track_caller]
pub fn width(value: impl Int) -> usize {
    let width = value.to_i128().and_then(|width| usize::try_from(width).ok());
    width.expect("the factor of a loop variable in an index is negative or too large")
}

/// `plus - minus` as part of an index: below zero it is out of any bounds.
#[inline]
pub fn difference(plus: usize, minus: usize) -> usize {
    plus.wrapping_sub(minus)
}
