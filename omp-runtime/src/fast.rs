//! `#[omp(fastmath)]`: multiply-adds with one rounding, and sums in lanes.
//!
//! The macro writes `a * b + c` as a call, whatever the types are. Method lookup finds out: three numbers of one
//! floating-point type are fused where the code is compiled with the instruction; for all else the call is the expression.

use std::ops::{Add, AddAssign, Mul, Sub, SubAssign};

use crate::{
    iteration::Linear,
    reduction::{Reduce, in_lanes},
};

/// `f32` and `f64`.
pub trait Float:
    Copy
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + AddAssign
    + SubAssign
    + std::ops::Neg<Output = Self>
{
    /// `self * b + c` with one rounding.
    #[must_use]
    fn fused(self, b: Self, c: Self) -> Self;
}

macro_rules! floats {
    ($($t:ident)*) => {$(
        impl Float for $t {
            #[inline(always)]
            fn fused(self, b: Self, c: Self) -> Self {
                self.mul_add(b, c)
            }
        }
    )*};
}
floats!(f32 f64);

/// The operands of a multiplication and an addition.
#[derive(Debug)]
pub struct Terms<'t, A: ?Sized, B: ?Sized, C: ?Sized>(pub &'t A, pub &'t B, pub &'t C);

/// One rounding, where there is an instruction for it.
#[derive(Clone, Copy, Debug)]
pub struct Fused;

/// The expression as it was.
#[derive(Clone, Copy, Debug)]
pub struct Separate;

/// Operands that may be fused.
pub trait Fusing {
    /// How they are computed.
    fn how(self) -> Fused;
}

impl<T: Float> Fusing for Terms<'_, T, T, T> {
    #[inline(always)]
    #[expect(
        clippy::inline_always,
        reason = "as for all of this file: it must be compiled for its caller's level"
    )]
    fn how(self) -> Fused {
        Fused
    }
}

/// All other operands.
pub trait NotFusing {
    /// How they are computed.
    fn how(self) -> Separate;
}

impl<A: ?Sized, B: ?Sized, C: ?Sized> NotFusing for &Terms<'_, A, B, C> {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as above")]
    fn how(self) -> Separate {
        Separate
    }
}

macro_rules! forms {
    ($($(#[$doc:meta])* $name:ident: |$a:ident, $b:ident, $c:ident| $fused:expr, $plain:expr, $left:ty: $op:ident<$right:ty>;)*) => {
        impl Fused {$(
            $(#[$doc])*
            #[inline(always)]
            pub fn $name<T: Float>(self, $a: T, $b: T, $c: T, fused: bool) -> T {
                if fused { $fused } else { $plain }
            }
        )*}
        impl Separate {$(
            $(#[$doc])*
            #[inline(always)]
            pub fn $name<A: Mul<B>, B, C>(self, $a: A, $b: B, $c: C, _fused: bool) -> <$left as $op<$right>>::Output
            where
                $left: $op<$right>,
            {
                $plain
            }
        )*}
    };
}
forms! {
    /// `a * b + c`
    product_plus: |a, b, c| a.fused(b, c), a * b + c, A::Output: Add<C>;
    /// `a * b - c`
    product_minus: |a, b, c| a.fused(b, -c), a * b - c, A::Output: Sub<C>;
    /// `c + a * b`
    plus_product: |a, b, c| a.fused(b, c), c + a * b, C: Add<A::Output>;
    /// `c - a * b`
    minus_product: |a, b, c| (-a).fused(b, c), c - a * b, C: Sub<A::Output>;
}

impl Fused {
    /// `*place += a * b`
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as above")]
    pub fn add_product<T: Float>(self, place: &mut T, a: T, b: T, fused: bool) {
        *place = self.plus_product(a, b, *place, fused);
    }

    /// `*place -= a * b`
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as above")]
    pub fn subtract_product<T: Float>(self, place: &mut T, a: T, b: T, fused: bool) {
        *place = self.minus_product(a, b, *place, fused);
    }
}

impl Separate {
    /// `*place += a * b`
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as above")]
    pub fn add_product<A: Mul<B>, B, C: AddAssign<A::Output>>(self, place: &mut C, a: A, b: B, _fused: bool) {
        *place += a * b;
    }

    /// `*place -= a * b`
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as above")]
    pub fn subtract_product<A: Mul<B>, B, C: SubAssign<A::Output>>(
        self,
        place: &mut C,
        a: A,
        b: B,
        _fused: bool,
    ) {
        *place -= a * b;
    }
}

/// The variable that a loop sums into.
#[derive(Debug)]
pub struct Total<'t, T: ?Sized>(pub &'t T);

/// Sums in lanes.
#[derive(Clone, Copy, Debug)]
pub struct InLanes;

/// Sums in order.
#[derive(Clone, Copy, Debug)]
pub struct InOrder;

/// Totals whose terms may be reordered.
pub trait Reordering {
    /// How the loop runs.
    fn how(self) -> InLanes;
}

impl<T: Float> Reordering for Total<'_, T> {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as above")]
    fn how(self) -> InLanes {
        InLanes
    }
}

/// All other totals.
pub trait NotReordering {
    /// How the loop runs.
    fn how(self) -> InOrder;
}

impl<T: ?Sized> NotReordering for &Total<'_, T> {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as above")]
    fn how(self) -> InOrder {
        InOrder
    }
}

impl InLanes {
    /// Runs `step` on each iteration; each updates the total by the operator `Op` and does not look at it otherwise.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as above")]
    #[expect(clippy::needless_pass_by_value, reason = "the space is made for the call")]
    pub fn run<Op: 'static, L: Linear, T: Float + Reduce<Op>>(
        self,
        total: &mut T,
        space: L,
        step: impl FnMut(L::Item, &mut T),
    ) {
        in_lanes::<Op, L, T>(total, &space, step);
    }
}

impl InOrder {
    /// Runs `step` on each iteration.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as above")]
    #[expect(clippy::needless_pass_by_value, reason = "as `InLanes::run`")]
    pub fn run<Op, L: Linear, T>(self, total: &mut T, space: L, mut step: impl FnMut(L::Item, &mut T)) {
        for i in space.chunk(0, space.trips()) {
            step(i, total);
        }
    }
}
