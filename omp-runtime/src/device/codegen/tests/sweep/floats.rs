//! `f32` and `f64`.

use super::{super::build::*, Case, Near, sweep};
use crate::device::{
    ir::*,
    types::{DeviceValue, Type},
};

/// Units in the last place by which a device may differ from the host: what OpenCL 1.2 (7.4) allows, as far as it allows
/// anything, and one for the host's own function. Everything that is not in this table is exact.
pub(super) const ULPS: &[(&str, u64)] = &[
    ("cbrt", 3),
    ("hypot", 5),
    ("powf", 17),
    ("exp", 4),
    ("exp2", 4),
    ("exp_m1", 4),
    ("ln", 4),
    ("ln_1p", 3),
    ("log2", 4),
    ("log10", 4),
    ("log", 10),
    ("sin", 5),
    ("cos", 5),
    ("tan", 6),
    ("asin", 5),
    ("acos", 5),
    ("atan", 6),
    ("atan2", 7),
    ("sinh", 5),
    ("cosh", 5),
    ("tanh", 6),
    ("asinh", 5),
    ("acosh", 5),
    ("atanh", 6),
    // Which of 0.0 and -0.0 is less, Rust leaves open.
    ("min", 0),
    ("max", 0),
];

fn near(name: &str) -> Near {
    ULPS.iter().find(|row| row.0 == name).map_or(Near::Bits, |row| Near::Ulps(row.1))
}

fn op(op: BinaryOp, p: VarId, q: VarId) -> Expr {
    binary(op, var(p), var(q))
}

macro_rules! cases {
    ($t:ident: $($name:literal -> $output:ty = |$b:ident, $p:ident, $q:ident| $build:expr, |$x:ident, $y:ident| $host:expr;)*) => {vec![$(
        Case::<$t> {
            name: $name.into(),
            build: Box::new(|$b: &mut Builder, $p: VarId, $q: VarId| { let _ = (&$b, $q); $build }),
            output: <$output>::TYPE,
            host: Box::new(|$x: $t, $y: $t| { let _ = $y; let value: Option<$output> = $host; value.map(Bits::bits) }),
            near: near($name),
        }
    ),*]};
}

macro_rules! methods {
    ($t:ident: $($name:literal -> $output:ty = |$x:ident $(, $y:ident)?| $host:expr;)*) => {cases! { $t: $(
        $name -> $output = |_b, p, _q| { let _args = [_q]; method(var(p), $name, methods!(@args _q $($y)?)) },
            |$x, _other| { $(let $y = _other;)? Some($host) };
    )*}};
    (@args $q:ident) => { vec![] };
    (@args $q:ident $y:ident) => { vec![var($q)] };
}

/// A result, as it is compared.
trait Bits {
    fn bits(self) -> u64;
}
macro_rules! bits {
    ($($t:ty)*) => {$(
        impl Bits for $t {
            fn bits(self) -> u64 {
                self as u64
            }
        }
    )*};
}
bits! { u8 u16 u32 u64 usize i8 i16 i32 i64 isize bool }
impl Bits for f32 {
    fn bits(self) -> u64 {
        self.to_bits().into()
    }
}
impl Bits for f64 {
    fn bits(self) -> u64 {
        self.to_bits()
    }
}

macro_rules! float {
    ($name:ident $t:ident $bits:ident $from_bits:literal) => {
        #[test]
        fn $name() {
            let mut cases = cases! { $t:
                "+" -> $t = |_b, p, q| op(BinaryOp::Add, p, q), |x, y| Some(x + y);
                "-" -> $t = |_b, p, q| op(BinaryOp::Sub, p, q), |x, y| Some(x - y);
                "*" -> $t = |_b, p, q| op(BinaryOp::Mul, p, q), |x, y| Some(x * y);
                "/" -> $t = |_b, p, q| op(BinaryOp::Div, p, q), |x, y| Some(x / y);
                "%" -> $t = |_b, p, q| op(BinaryOp::Rem, p, q), |x, y| Some(x % y);
                "==" -> bool = |_b, p, q| op(BinaryOp::Eq, p, q), |x, y| Some(x == y);
                "!=" -> bool = |_b, p, q| op(BinaryOp::Ne, p, q), |x, y| Some(x != y);
                "<" -> bool = |_b, p, q| op(BinaryOp::Lt, p, q), |x, y| Some(x < y);
                "<=" -> bool = |_b, p, q| op(BinaryOp::Le, p, q), |x, y| Some(x <= y);
                ">" -> bool = |_b, p, q| op(BinaryOp::Gt, p, q), |x, y| Some(x > y);
                ">=" -> bool = |_b, p, q| op(BinaryOp::Ge, p, q), |x, y| Some(x >= y);
                "neg" -> $t = |_b, p, _q| unary(UnaryOp::Neg, var(p)), |x, _y| Some(-x);
                "a * b + a" -> $t = |_b, p, q| binary(BinaryOp::Add, op(BinaryOp::Mul, p, q), var(p)), |x, y| Some(x * y + x);
                "from_bits" -> $t = |_b, p, _q| method(method(var(p), "to_bits", vec![]), $from_bits, vec![]), |x, _y| Some(x);
                "mul_add" -> $t = |_b, p, q| method(var(p), "mul_add", vec![var(q), var(p)]), |x, y| Some(x.mul_add(y, x));
                "clamp" -> $t = |b, p, q| method(var(p), "clamp", vec![var(q), b.float("2.5", $t::TYPE)]),
                    |x, y| (y <= 2.5).then(|| x.clamp(y, 2.5));
                "powi" -> $t = |b, p, q| {
                    let n = b.cast(var(q), &Type::I32);
                    method(var(p), "powi", vec![binary(BinaryOp::Rem, n, b.int(20, &Type::I32))])
                }, |x, y| Some(x.powi(std::hint::black_box(y as i32 % 20)));
                "sin_cos" -> $t = |_b, p, _q| Expr::Field(keep(method(var(p), "sin_cos", vec![])), "1"), |x, _y| Some(x.cos());
                "as u8" -> u8 = |b, p, _q| b.cast(var(p), &Type::U8), |x, _y| Some(x as u8);
                "as u16" -> u16 = |b, p, _q| b.cast(var(p), &Type::U16), |x, _y| Some(x as u16);
                "as u32" -> u32 = |b, p, _q| b.cast(var(p), &Type::U32), |x, _y| Some(x as u32);
                "as u64" -> u64 = |b, p, _q| b.cast(var(p), &Type::U64), |x, _y| Some(x as u64);
                "as usize" -> usize = |b, p, _q| b.cast(var(p), &Type::Usize), |x, _y| Some(x as usize);
                "as i8" -> i8 = |b, p, _q| b.cast(var(p), &Type::I8), |x, _y| Some(x as i8);
                "as i16" -> i16 = |b, p, _q| b.cast(var(p), &Type::I16), |x, _y| Some(x as i16);
                "as i32" -> i32 = |b, p, _q| b.cast(var(p), &Type::I32), |x, _y| Some(x as i32);
                "as i64" -> i64 = |b, p, _q| b.cast(var(p), &Type::I64), |x, _y| Some(x as i64);
                "as isize" -> isize = |b, p, _q| b.cast(var(p), &Type::Isize), |x, _y| Some(x as isize);
                "as f32" -> f32 = |b, p, _q| b.cast(var(p), &Type::F32), |x, _y| Some(x as f32);
                "as f64" -> f64 = |b, p, _q| b.cast(var(p), &Type::F64), |x, _y| Some(x as f64);
            };
            // The host's formulas overflow for the largest numbers; a device's need not.
            fn overflows(x: $t, y: $t) -> bool {                 x.is_finite() && y.is_infinite()
            }
            cases.extend(cases! { $t:
                "asinh" -> $t = |_b, p, _q| method(var(p), "asinh", vec![]), |x, _y| (!overflows(x, x.asinh())).then(|| x.asinh());
                "acosh" -> $t = |_b, p, _q| method(var(p), "acosh", vec![]), |x, _y| (!overflows(x, x.acosh())).then(|| x.acosh());
            });
            for case in &mut cases {
                if case.name == "sin_cos" {
                    case.near = near("cos");
                }
            }
            cases.extend(methods! { $t:
                "abs" -> $t = |x| x.abs();
                "signum" -> $t = |x| x.signum();
                "floor" -> $t = |x| x.floor();
                "ceil" -> $t = |x| x.ceil();
                "round" -> $t = |x| x.round();
                "round_ties_even" -> $t = |x| x.round_ties_even();
                "trunc" -> $t = |x| x.trunc();
                "fract" -> $t = |x| x.fract();
                "copysign" -> $t = |x, y| x.copysign(y);
                "min" -> $t = |x, y| x.min(y);
                "max" -> $t = |x, y| x.max(y);
                "is_nan" -> bool = |x| x.is_nan();
                "is_finite" -> bool = |x| x.is_finite();
                "is_infinite" -> bool = |x| x.is_infinite();
                "is_normal" -> bool = |x| x.is_normal();
                "is_sign_negative" -> bool = |x| x.is_sign_negative();
                "is_sign_positive" -> bool = |x| x.is_sign_positive();
                "div_euclid" -> $t = |x, y| x.div_euclid(y);
                "rem_euclid" -> $t = |x, y| x.rem_euclid(y);
                "recip" -> $t = |x| x.recip();
                "sqrt" -> $t = |x| x.sqrt();
                "to_degrees" -> $t = |x| x.to_degrees();
                "to_radians" -> $t = |x| x.to_radians();
                "cbrt" -> $t = |x| x.cbrt();
                "hypot" -> $t = |x, y| x.hypot(y);
                "powf" -> $t = |x, y| x.powf(y);
                "exp" -> $t = |x| x.exp();
                "exp2" -> $t = |x| x.exp2();
                "exp_m1" -> $t = |x| x.exp_m1();
                "ln" -> $t = |x| x.ln();
                "ln_1p" -> $t = |x| x.ln_1p();
                "log2" -> $t = |x| x.log2();
                "log10" -> $t = |x| x.log10();
                "log" -> $t = |x, y| x.log(y);
                "sin" -> $t = |x| x.sin();
                "cos" -> $t = |x| x.cos();
                "tan" -> $t = |x| x.tan();
                "asin" -> $t = |x| x.asin();
                "acos" -> $t = |x| x.acos();
                "atan" -> $t = |x| x.atan();
                "atan2" -> $t = |x, y| x.atan2(y);
                "sinh" -> $t = |x| x.sinh();
                "cosh" -> $t = |x| x.cosh();
                "tanh" -> $t = |x| x.tanh();
                "atanh" -> $t = |x| x.atanh();
            });
            let tiny = $t::from_bits(1);
            let values = [
                0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, 2.5, -2.5, 3.7, -3.7, 10.0, 255.5, 65536.0, 1e-7, 1e10, -1e10,
                2147483648.0, -2147483648.0, 9223372036854775808.0, -9223372036854775808.0, 18446744073709551616.0,
                0.3, 0.99, $t::NAN, $t::INFINITY, $t::NEG_INFINITY, $t::MIN_POSITIVE, tiny, -tiny, $t::MAX, $t::MIN,
            ];
            sweep(&values, |value| value.to_ne_bytes().to_vec(), &cases);
        }
    };
}
float! { f32s f32 u32 "f32::from_bits" }
float! { f64s f64 u64 "f64::from_bits" }
