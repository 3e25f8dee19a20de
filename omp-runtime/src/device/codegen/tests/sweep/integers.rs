//! Integers of all widths.

use super::{super::build::*, Case, Near, sweep};
use crate::device::{
    ir::*,
    types::{DeviceValue, Type},
};

const U32: &Type = &Type::U32;

fn case<T: 'static>(
    name: &str,
    output: &'static Type,
    build: impl Fn(&mut Builder, VarId, VarId) -> Expr + 'static,
    host: impl Fn(T, T) -> Option<u64> + 'static,
) -> Case<T> {
    Case { name: name.into(), build: Box::new(build), output, host: Box::new(host), near: Near::Bits }
}

/// The result of a method that has the given arguments.
fn call(name: &'static str, x: VarId, args: Vec<Expr>) -> Expr {
    method(var(x), name, args)
}

macro_rules! operators {
    ($t:ty: $($op:ident |$x:ident, $y:ident| $host:expr;)*) => {vec![$(
        case::<$t>(
            stringify!($op), <$t>::TYPE,
            |_, x, y| binary(BinaryOp::$op, var(x), var(y)),
            |$x, $y| { let value: Option<$t> = $host; value.map(|value| value as u64) },
        )
    ),*]};
}

macro_rules! comparisons {
    ($t:ty: $($op:ident $sign:tt)*) => {vec![$(
        case::<$t>(
            stringify!($op), &Type::Bool,
            |_, x, y| binary(BinaryOp::$op, var(x), var(y)),
            |x, y| Some(u64::from(x $sign y)),
        )
    ),*]};
}

/// Methods without an argument, or with one of the same type.
macro_rules! methods {
    ($t:ty: $($name:literal -> $output:ty = |$x:ident $(, $y:ident)?| $host:expr;)*) => {vec![$({
        fn args(_y: VarId) -> Vec<Expr> {
            vec![$({ let $y = _y; var($y) })?]
        }
        case::<$t>(
            $name, <$output>::TYPE,
            |_, x, y| call($name, x, args(y)),
            |$x, _other| { $(let $y = _other;)? let value: Option<$output> = $host; value.map(|value| value as u64) },
        )
    }),*]};
}

/// Methods whose argument is a `u32`, made from the second value.
macro_rules! counts {
    ($t:ty: $($name:literal below $most:literal = |$x:ident, $n:ident| $host:expr;)*) => {vec![$(
        case::<$t>(
            $name, <$t>::TYPE,
            |b, x, y| {
                let count = b.cast(var(y), U32);
                let count = binary(BinaryOp::Rem, count, b.int($most, U32));
                call($name, x, vec![count])
            },
            |$x, y| { let $n = y as u32 % $most; let value: $t = $host; Some(value as u64) },
        )
    ),*]};
}

macro_rules! casts {
    ($t:ty: $($to:ty),*) => {vec![$(
        case::<$t>(
            concat!("as ", stringify!($to)), <$to>::TYPE,
            |b, x, _| b.cast(var(x), <$to>::TYPE),
            |x, _| Some(x as $to as u64),
        )
    ),*]};
}

macro_rules! to_floats {
    ($t:ty) => {
        vec![
            case::<$t>(
                "as f32",
                &Type::F32,
                |b, x, _| b.cast(var(x), &Type::F32),
                |x, _| Some(u64::from((x as f32).to_bits())),
            ),
            case::<$t>(
                "as f64",
                &Type::F64,
                |b, x, _| b.cast(var(x), &Type::F64),
                |x, _| Some((x as f64).to_bits()),
            ),
        ]
    };
}

/// What signed and unsigned types have in common.
macro_rules! common {
    ($t:ty, $unsigned:ty) => {{
        let mut cases = operators! { $t:
            Add |x, y| Some(x.wrapping_add(y));
            Sub |x, y| Some(x.wrapping_sub(y));
            Mul |x, y| Some(x.wrapping_mul(y));
            Div |x, y| x.checked_div(y);
            Rem |x, y| x.checked_rem(y);
            BitAnd |x, y| Some(x & y);
            BitOr |x, y| Some(x | y);
            BitXor |x, y| Some(x ^ y);
            Shl |x, y| Some(x.wrapping_shl(y as u32));
            Shr |x, y| Some(x.wrapping_shr(y as u32));
        };
        cases.extend(comparisons! { $t: Eq == Ne != Lt < Le <= Gt > Ge >= });
        cases.push(case("!", <$t>::TYPE, |_, x, _| unary(UnaryOp::Not, var(x)), |x: $t, _| Some(!x as u64)));
        cases.extend(methods! { $t:
            "abs_diff" -> $unsigned = |x, y| Some(x.abs_diff(y));
            "min" -> $t = |x, y| Some(x.min(y));
            "max" -> $t = |x, y| Some(x.max(y));
            "div_euclid" -> $t = |x, y| x.checked_div_euclid(y);
            "rem_euclid" -> $t = |x, y| x.checked_rem_euclid(y);
            "wrapping_add" -> $t = |x, y| Some(x.wrapping_add(y));
            "wrapping_sub" -> $t = |x, y| Some(x.wrapping_sub(y));
            "wrapping_mul" -> $t = |x, y| Some(x.wrapping_mul(y));
            "wrapping_div" -> $t = |x, y| (y != 0).then(|| x.wrapping_div(y));
            "wrapping_rem" -> $t = |x, y| (y != 0).then(|| x.wrapping_rem(y));
            "wrapping_neg" -> $t = |x| Some(x.wrapping_neg());
            "saturating_add" -> $t = |x, y| Some(x.saturating_add(y));
            "saturating_sub" -> $t = |x, y| Some(x.saturating_sub(y));
            "saturating_mul" -> $t = |x, y| Some(x.saturating_mul(y));
            "count_ones" -> u32 = |x| Some(x.count_ones());
            "count_zeros" -> u32 = |x| Some(x.count_zeros());
            "leading_zeros" -> u32 = |x| Some(x.leading_zeros());
            "leading_ones" -> u32 = |x| Some(x.leading_ones());
            "trailing_zeros" -> u32 = |x| Some(x.trailing_zeros());
            "trailing_ones" -> u32 = |x| Some(x.trailing_ones());
            "swap_bytes" -> $t = |x| Some(x.swap_bytes());
            "reverse_bits" -> $t = |x| Some(x.reverse_bits());
            "ilog2" -> u32 = |x| x.checked_ilog2();
            "isqrt" -> $t = |x| (x.wrapping_add(0) >= 0).then(|| x.isqrt());
        });
        cases.extend(counts! { $t:
            "pow" below 12 = |x, n| x.wrapping_pow(n);
            "wrapping_pow" below 12 = |x, n| x.wrapping_pow(n);
            "saturating_pow" below 12 = |x, n| x.saturating_pow(n);
            "wrapping_shl" below 100 = |x, n| x.wrapping_shl(n);
            "wrapping_shr" below 100 = |x, n| x.wrapping_shr(n);
            "rotate_left" below 100 = |x, n| x.rotate_left(n);
            "rotate_right" below 100 = |x, n| x.rotate_right(n);
        });
        cases.extend(casts! { $t: u8, u16, u32, u64, usize, i8, i16, i32, i64, isize });
        cases.extend(to_floats!($t));
        cases
    }};
}

macro_rules! signed {
    ($($name:ident $t:ident $unsigned:ident)*) => {$(
        #[test]
        fn $name() {
            #[allow(clippy::absurd_extreme_comparisons, reason = "one text for signed and unsigned types")]
            let mut cases = common!($t, $unsigned);
            cases.push(case("-", $t::TYPE, |_, x, _| unary(UnaryOp::Neg, var(x)), |x: $t, _| Some(x.wrapping_neg() as u64)));
            cases.extend(methods! { $t:
                "abs" -> $t = |x| Some(x.wrapping_abs());
                "wrapping_abs" -> $t = |x| Some(x.wrapping_abs());
                "unsigned_abs" -> $unsigned = |x| Some(x.unsigned_abs());
                "signum" -> $t = |x| Some(x.signum());
                "is_positive" -> bool = |x| Some(x.is_positive());
                "is_negative" -> bool = |x| Some(x.is_negative());
            });
            let values = [0, 1, 2, 3, 7, 10, 100, -1, -2, -3, -7, -100, $t::MIN, $t::MIN + 1, $t::MAX, $t::MAX - 1, $t::MAX / 3, $t::MIN / 2];
            sweep(&values, |value| value.to_ne_bytes().to_vec(), &cases);
        }
    )*};
}
signed! { i8s i8 u8 i16s i16 u16 i32s i32 u32 i64s i64 u64 isizes isize usize }

macro_rules! unsigned {
    ($($name:ident $t:ident)*) => {$(
        #[test]
        fn $name() {
            #[allow(unused_comparisons, clippy::absurd_extreme_comparisons, reason = "one text for signed and unsigned types")]
            let mut cases = common!($t, $t);
            cases.extend(methods! { $t:
                "div_ceil" -> $t = |x, y| (y != 0).then(|| x.div_ceil(y));
                "is_multiple_of" -> bool = |x, y| Some(x.is_multiple_of(y));
                "is_power_of_two" -> bool = |x| Some(x.is_power_of_two());
                "next_power_of_two" -> $t = |x| Some(x.checked_next_power_of_two().unwrap_or(0));
            });
            let values = [0, 1, 2, 3, 7, 10, 100, 200, $t::MAX, $t::MAX - 1, $t::MAX / 2, $t::MAX / 2 + 1, $t::MAX / 3, $t::MAX / 2 + 2];
            sweep(&values, |value| value.to_ne_bytes().to_vec(), &cases);
        }
    )*};
}
unsigned! { u8s u8 u16s u16 u32s u32 u64s u64 usizes usize }
