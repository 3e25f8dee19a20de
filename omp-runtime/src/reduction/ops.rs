//! Reduction operators and the types they work on (OpenMP 5.2, 5.5.5).

use super::lanes::Value;

/// A type that the operator `Op` reduces.
#[diagnostic::on_unimplemented(message = "`{Self}` has no reduction with the operator `{Op}`")]
pub trait Reduce<Op>: Value {
    /// What a private copy starts with. `like` gives the length of a vector.
    fn identity(like: &Self) -> Self;
    /// Both values as one. Associative in exact arithmetic; in floating point the order is fixed by the caller.
    #[must_use]
    fn combine(self, other: Self) -> Self;
}

macro_rules! operators {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default)]
        pub struct $name;
    )*};
}
operators! {
    /// `+`, and `-`, which means the same (OpenMP 5.2, 5.5.5).
    Add;
    /// `*`
    Mul;
    /// `min`
    Min;
    /// `max`
    Max;
    /// `&`
    BitAnd;
    /// `|`
    BitOr;
    /// `^`
    BitXor;
    /// `&&`
    LogicalAnd;
    /// `||`
    LogicalOr;
}

macro_rules! reduce {
    // One type and its operators, each with the identity and how two values become one.
    ($t:ident: $($op:ident $identity:expr, |$a:ident, $b:ident| $combine:expr;)*) => {$(
        impl Reduce<$op> for $t {
            #[inline]
            fn identity(_: &Self) -> Self {
                $identity
            }
            #[inline]
            fn combine(self, other: Self) -> Self {
                let ($a, $b) = (self, other);
                $combine
            }
        }
    )*};
}

/// Combining wraps. Rust's `+` in the loop body still checks where overflow checks are on; but a partial sum of
/// another order may leave the type's range although the sequential sum stays inside, and in modular arithmetic
/// the total is right all the same.
macro_rules! integers {
    ($($t:ident)*) => {$(
        reduce! { $t:
            Add 0, |a, b| a.wrapping_add(b);
            Mul 1, |a, b| a.wrapping_mul(b);
            Min <$t>::MAX, |a, b| if b < a { b } else { a };
            Max <$t>::MIN, |a, b| if b > a { b } else { a };
            BitAnd !0, |a, b| a & b;
            BitOr 0, |a, b| a | b;
            BitXor 0, |a, b| a ^ b;
        }
    )*};
}
integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

/// Of `min` and `max`, a NaN is ignored beside a number, as in `f64::min`.
macro_rules! floats {
    ($($t:ident)*) => {$(
        reduce! { $t:
            Add 0.0, |a, b| a + b;
            Mul 1.0, |a, b| a * b;
            Min <$t>::INFINITY, |a, b| a.min(b);
            Max <$t>::NEG_INFINITY, |a, b| a.max(b);
        }
    )*};
}
floats!(f32 f64);

reduce! { bool:
    BitAnd true, |a, b| a & b;
    BitOr false, |a, b| a | b;
    BitXor false, |a, b| a ^ b;
    LogicalAnd true, |a, b| a & b;
    LogicalOr false, |a, b| a | b;
}

impl<Op, T: Reduce<Op>, const N: usize> Reduce<Op> for [T; N] {
    fn identity(like: &Self) -> Self {
        std::array::from_fn(|i| T::identity(&like[i]))
    }
    fn combine(self, other: Self) -> Self {
        let mut other = other.into_iter();
        self.map(|a| match other.next() {
            Some(b) => a.combine(b),
            None => a,
        })
    }
}

impl<Op, T: Reduce<Op>> Reduce<Op> for Vec<T> {
    fn identity(like: &Self) -> Self {
        like.iter().map(T::identity).collect()
    }
    /// # Panics
    /// When the lengths differ: a private copy was resized.
    fn combine(self, other: Self) -> Self {
        assert_eq!(self.len(), other.len(), "a reduction over vectors of different lengths");
        self.into_iter().zip(other).map(|(a, b)| a.combine(b)).collect()
    }
}
