//! What rustc inferred, handed to the runtime: a cell is bound in code that is compiled and never run, and knows the
//! type afterwards.

use std::{
    any::type_name,
    fmt,
    marker::PhantomData,
    ops::{Deref, Range, RangeInclusive},
    rc::Rc,
    sync::Arc,
};

use super::{
    bytes,
    codegen::{Description, FunctionRef, LoopRange},
    types::{DeviceValue, Mappable, Type},
};
use crate::{
    iteration::{Inclusive, Index, Iteration, Reversed, Strided, Unit},
    parts::Axis,
};

/// A type slot. `T` is inferred from one call of [`of`](Self::of), [`elements`](Self::elements) or
/// [`scalar`](Self::scalar).
pub struct TypeCell<T>(PhantomData<fn(T) -> T>);

impl<T> Default for TypeCell<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> fmt::Debug for TypeCell<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TypeCell<{}>", type_name::<T>())
    }
}

impl<T> TypeCell<T> {
    /// A type to be inferred.
    #[must_use]
    pub const fn new() -> Self {
        Self(PhantomData)
    }

    /// The type is that of the value.
    pub fn of(&self, value: T) -> T {
        value
    }

    /// The type is that of the array's elements.
    pub fn elements<S: Sequence<Item = T> + ?Sized>(&self, _array: &S) {}

    /// The type is that of the variable.
    pub fn scalar(&self, _variable: &T) {}

    /// What fills the slot.
    pub fn ty(&self) -> &'static Type
    where
        T: DeviceValue,
    {
        T::TYPE
    }
}

impl<T: DeviceValue> TypeCell<T> {
    /// What fills the slot of a variable that a region captures. Unlike [`ty`](Self::ty) it says nothing of a type that a
    /// device cannot have: the variable's [`Arg`](super::args::Arg) does, and once is enough.
    pub fn captured(&self) -> &'static Type {
        T::TYPE
    }
}

/// What [`TypeCell::captured`] is of a type without [`DeviceValue`]: method look-up goes on to it.
#[derive(Debug)]
pub struct Unmappable;

impl Unmappable {
    /// # Panics
    /// Always; but what calls it does not compile, for want of an [`Arg`](super::args::Arg).
    #[expect(clippy::unused_self, reason = "found by method look-up, in place of that of a cell")]
    pub fn captured(&self) -> &'static Type {
        unreachable!("a variable of this type has no `Arg`")
    }
}

impl<T> Deref for TypeCell<T> {
    type Target = Unmappable;
    fn deref(&self) -> &Unmappable {
        &Unmappable
    }
}

/// An array of whatever elements: that a device can have them is asked once, by [`Elements`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an array that a device can have",
    label = "not a slice, `Vec` or array of mappable elements"
)]
pub trait Sequence {
    /// The element type.
    type Item;
}

/// An array whose elements a device can have: mapped as a whole, or a section of it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an array that a device can have",
    label = "not a slice, `Vec` or array of mappable elements",
    note = "map a `Vec<T>`, a slice or an array, where T is a number, `bool` or a `#[repr(C)]` struct with \
            `#[omp(declare target)]`"
)]
pub trait Elements {
    /// The element type. That of `[[f32; 4]; 8]` is `[f32; 4]`.
    type Element: Mappable;
    /// All elements.
    fn as_elements(&self) -> &[Self::Element];
}

/// An array whose elements may change.
#[diagnostic::on_unimplemented(message = "the elements of `{Self}` cannot be changed")]
pub trait ElementsMut: Elements {
    /// All elements.
    fn as_elements_mut(&mut self) -> &mut [Self::Element];
}

macro_rules! arrays {
    ($(($array:ty $(, $n:ident)?);)*) => {$(
        impl<T $(, const $n: usize)?> Sequence for $array {
            type Item = T;
        }
        impl<T: Mappable $(, const $n: usize)?> Elements for $array {
            type Element = T;
            fn as_elements(&self) -> &[T] {
                self
            }
        }
        impl<T: Mappable $(, const $n: usize)?> ElementsMut for $array {
            fn as_elements_mut(&mut self) -> &mut [T] {
                self
            }
        }
    )*};
}
arrays! {
    ([T]);
    (Vec<T>);
    ([T; N], N);
}

/// A variable that is no array is mapped as one of one element: a data construct sees only its name.
macro_rules! scalars {
    ($($t:ty)*) => {$(
        impl Sequence for $t {
            type Item = $t;
        }
        impl Elements for $t {
            type Element = $t;
            fn as_elements(&self) -> &[$t] {
                std::slice::from_ref(self)
            }
        }
        impl ElementsMut for $t {
            fn as_elements_mut(&mut self) -> &mut [$t] {
                std::slice::from_mut(self)
            }
        }
    )*};
}
scalars!(bool i8 i16 i32 i64 isize u8 u16 u32 u64 usize f32 f64);

macro_rules! forwarded {
    ($($pointer:ty $(, $mutable:tt)?;)*) => {$(
        impl<S: Sequence + ?Sized> Sequence for $pointer {
            type Item = S::Item;
        }
        impl<S: Elements + ?Sized> Elements for $pointer {
            type Element = S::Element;
            fn as_elements(&self) -> &[S::Element] {
                (**self).as_elements()
            }
        }
        $(impl<S: ElementsMut + ?Sized> ElementsMut for $pointer {
            fn as_elements_mut(&$mutable self) -> &mut [S::Element] {
                (**self).as_elements_mut()
            }
        })?
    )*};
}
forwarded! {
    &S;
    &mut S, mut;
    Box<S>, mut;
    Rc<S>;
    Arc<S>;
}

/// A `declare target` function: the companion of the same name that the attribute adds.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a `declare target` function",
    note = "put `#[omp(declare target)]` on the function that a target region calls"
)]
pub trait DeviceFunction {
    /// The function with the types of this instance.
    fn describe() -> Description;
}

/// A function slot.
pub struct FunctionCell<F>(PhantomData<fn(F) -> F>);

impl<F> Default for FunctionCell<F> {
    fn default() -> Self {
        Self::new()
    }
}

impl<F> fmt::Debug for FunctionCell<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FunctionCell<{}>", type_name::<F>())
    }
}

impl<F> FunctionCell<F> {
    /// A function to be inferred.
    #[must_use]
    pub const fn new() -> Self {
        Self(PhantomData)
    }

    /// The function is this one.
    pub fn of(&self, function: F) -> F {
        function
    }

    /// What fills the slot.
    pub fn function(&self) -> FunctionRef
    where
        F: DeviceFunction,
    {
        FunctionRef { describe: F::describe }
    }
}

/// The bytes of a constant that a `declare target` function uses.
pub fn constant<T: Mappable>(value: &T) -> Box<[u8]> {
    bytes::of(std::slice::from_ref(value)).into()
}

/// What a canonical loop of a target region may count over.
#[diagnostic::on_unimplemented(
    message = "a target region cannot count over `{Self}`",
    note = "use a range of integers of at most 64 bits, with `.rev()` and `.step_by(k)` if needed"
)]
pub trait LoopBounds {
    /// The loop variable.
    type Index: DeviceValue;
    /// The loop.
    #[track_caller]
    fn axis(&self) -> Axis;
}

/// A value of the loop variable's type. It is never called: the type is what counts.
pub fn start_of<R: LoopBounds>(_range: &R) -> R::Index {
    unreachable!("the code in which types are inferred does not run")
}

fn only_axis(space: &impl Iteration) -> Axis {
    space.axes().as_slice()[0]
}

impl<I: Index + DeviceValue> LoopBounds for Range<I> {
    type Index = I;
    fn axis(&self) -> Axis {
        only_axis(&crate::iteration::unit(self.clone()))
    }
}

impl<I: Index + DeviceValue> LoopBounds for RangeInclusive<I> {
    type Index = I;
    fn axis(&self) -> Axis {
        only_axis(&crate::iteration::inclusive(self.clone()))
    }
}

macro_rules! spaces {
    ($($space:ident)*) => {$(
        impl<I: Index + DeviceValue> LoopBounds for $space<I> {
            type Index = I;
            fn axis(&self) -> Axis {
                only_axis(self)
            }
        }
    )*};
}
spaces!(Unit Reversed Inclusive Strided);

/// The iterations of a range.
///
/// # Panics
/// When it has more than `u64::MAX` iterations.
#[track_caller]
pub fn range(bounds: &impl LoopBounds) -> LoopRange {
    let Axis { first, step, trips } = bounds.axis();
    LoopRange { first, step, trips }
}

impl LoopRange {
    /// The same iterations, last first.
    #[must_use]
    pub fn rev(self) -> Self {
        let last = i128::from(self.trips.saturating_sub(1));
        Self { first: self.first.wrapping_add(self.step.wrapping_mul(last)), step: -self.step, ..self }
    }

    /// Every `step`-th iteration.
    ///
    /// # Panics
    /// When `step` is 0.
    #[must_use]
    #[track_caller]
    pub fn step_by(self, step: usize) -> Self {
        assert!(step > 0, "step_by(0): the step of a loop must not be zero");
        let trips = self.trips.div_ceil(step as u64);
        // As in `Strided`: only a step that is taken must be right, and such a one fits.
        let step = if trips > 1 { self.step * step as i128 } else { 1 };
        Self { first: self.first, step, trips }
    }

    pub(crate) fn axis(self) -> Axis {
        Axis { first: self.first, step: self.step, trips: self.trips }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(first: i128, step: i128, trips: u64) -> LoopRange {
        LoopRange { first, step, trips }
    }

    #[test]
    fn ranges_of_every_kind_count_as_rust_does() {
        assert_eq!(range(&(3..10_u8)), of(3, 1, 7));
        assert_eq!(range(&(i64::MIN..=i64::MIN + 1)), of(i64::MIN.into(), 1, 2));
        assert_eq!(range(&(0..=u64::MAX - 1)).trips, u64::MAX);
        assert_eq!(range(&(5..5_usize)).trips, 0);
        assert_eq!(range(&(0..10_i32)).rev().step_by(3), of(9, -3, 4));
        assert_eq!(range(&(0..10_i32)).step_by(3).rev(), of(9, -3, 4));
        assert_eq!(range(&crate::iteration::unit(0..10_i32).rev().step_by(4)), of(9, -4, 3));
        assert_eq!(range(&(0..4_i8)).step_by(usize::MAX).trips, 1);
    }

    #[test]
    fn a_cell_knows_what_rustc_inferred() {
        let (element, literal, index) = (TypeCell::new(), TypeCell::new(), TypeCell::new());
        let a = vec![1_u16; 4];
        if false {
            element.elements(&&a);
            let _: f32 = literal.of(1.0);
            index.of(start_of(&(0..a.len())));
        }
        assert_eq!(element.ty(), u16::TYPE);
        assert_eq!(literal.ty(), f32::TYPE);
        assert_eq!(index.ty(), usize::TYPE);
    }
}
