//! The methods and how each is written: one table.

use crate::device::{ir::BinaryOp, types::Type};

/// The types that have the method.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum On {
    Integer,
    Signed,
    Unsigned,
    Float,
    U32,
    U64,
}

/// What it returns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Gives {
    Itself,
    U32,
    Bool,
    /// The unsigned type of the same width.
    Unsigned,
    F32,
    F64,
    Pair,
}

/// What is checked before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Check {
    None,
    /// The argument is not 0, nor -1 for the smallest value.
    Division,
    Remainder,
    /// The argument is not 0.
    Zero,
    ZeroRemainder,
    /// `min <= max`
    Clamp,
    NotNegative,
    Positive,
}

/// How it is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    /// With the receiver as `$0` and the arguments as `$1` and `$2`.
    Inline(&'static str),
    /// A function of the library with the method's name.
    Helper,
    /// An operator.
    Operator(BinaryOp),
    /// `-` before the receiver.
    Negation,
}

/// A row of the table.
pub(super) struct Method(
    pub(super) &'static str,
    pub(super) On,
    pub(super) Gives,
    pub(super) Form,
    pub(super) Check,
);

const fn inline(name: &'static str, on: On, gives: Gives, text: &'static str) -> Method {
    Method(name, on, gives, Form::Inline(text), Check::None)
}

const fn helper(name: &'static str, on: On, gives: Gives) -> Method {
    Method(name, on, gives, Form::Helper, Check::None)
}

const fn checked(name: &'static str, on: On, gives: Gives, check: Check) -> Method {
    Method(name, on, gives, Form::Helper, check)
}

const fn operator(name: &'static str, op: BinaryOp) -> Method {
    Method(name, On::Integer, Gives::Itself, Form::Operator(op), Check::None)
}

use Gives::{Bool, F32, F64, Itself, Pair, U32, Unsigned as Bits};
use On::{Float, Integer, Signed, Unsigned};

/// All methods. `f32::from_bits(x)` is written as a method of `x` with that path for its name.
pub(super) const METHODS: &[Method] = &[
    // Integers.
    helper("abs", Signed, Itself),
    helper("unsigned_abs", Signed, Bits),
    helper("wrapping_abs", Signed, Itself),
    helper("signum", Signed, Itself),
    inline("is_positive", Signed, Bool, "($0 > 0)"),
    inline("is_negative", Signed, Bool, "($0 < 0)"),
    helper("abs_diff", Integer, Bits),
    inline("min", Integer, Itself, "min($0, $1)"),
    inline("max", Integer, Itself, "max($0, $1)"),
    checked("clamp", Integer, Itself, Check::Clamp),
    helper("pow", Integer, Itself),
    helper("wrapping_pow", Integer, Itself),
    helper("saturating_pow", Integer, Itself),
    checked("isqrt", Signed, Itself, Check::NotNegative),
    helper("isqrt", Unsigned, Itself),
    checked("ilog2", Integer, U32, Check::Positive),
    checked("div_euclid", Integer, Itself, Check::Division),
    checked("rem_euclid", Integer, Itself, Check::Remainder),
    checked("div_ceil", Unsigned, Itself, Check::Zero),
    checked("wrapping_div", Integer, Itself, Check::Zero),
    checked("wrapping_rem", Integer, Itself, Check::ZeroRemainder),
    inline("count_ones", Integer, U32, "(uint)popcount(($U)$0)"),
    inline("count_zeros", Integer, U32, "(uint)popcount(($U)~$0)"),
    inline("leading_zeros", Integer, U32, "(uint)clz(($U)$0)"),
    inline("leading_ones", Integer, U32, "(uint)clz(($U)~$0)"),
    helper("trailing_zeros", Integer, U32),
    helper("trailing_ones", Integer, U32),
    helper("rotate_left", Integer, Itself),
    helper("rotate_right", Integer, Itself),
    helper("swap_bytes", Integer, Itself),
    helper("reverse_bits", Integer, Itself),
    helper("is_multiple_of", Unsigned, Bool),
    inline("is_power_of_two", Unsigned, Bool, "(popcount($0) == 1)"),
    helper("next_power_of_two", Unsigned, Itself),
    operator("wrapping_add", BinaryOp::Add),
    operator("wrapping_sub", BinaryOp::Sub),
    operator("wrapping_mul", BinaryOp::Mul),
    operator("wrapping_shl", BinaryOp::Shl),
    operator("wrapping_shr", BinaryOp::Shr),
    Method("wrapping_neg", Integer, Itself, Form::Negation, Check::None),
    inline("saturating_add", Integer, Itself, "add_sat($0, $1)"),
    inline("saturating_sub", Integer, Itself, "sub_sat($0, $1)"),
    helper("saturating_mul", Integer, Itself),
    // Floats: rounding and parts.
    inline("abs", Float, Itself, "fabs($0)"),
    helper("signum", Float, Itself),
    inline("floor", Float, Itself, "floor($0)"),
    inline("ceil", Float, Itself, "ceil($0)"),
    inline("round", Float, Itself, "round($0)"),
    inline("round_ties_even", Float, Itself, "rint($0)"),
    inline("trunc", Float, Itself, "trunc($0)"),
    helper("fract", Float, Itself),
    inline("copysign", Float, Itself, "copysign($0, $1)"),
    inline("min", Float, Itself, "fmin($0, $1)"),
    inline("max", Float, Itself, "fmax($0, $1)"),
    checked("clamp", Float, Itself, Check::Clamp),
    inline("is_nan", Float, Bool, "(bool)isnan($0)"),
    inline("is_finite", Float, Bool, "(bool)isfinite($0)"),
    inline("is_infinite", Float, Bool, "(bool)isinf($0)"),
    inline("is_normal", Float, Bool, "(bool)isnormal($0)"),
    inline("is_sign_negative", Float, Bool, "(bool)signbit($0)"),
    inline("is_sign_positive", Float, Bool, "(!signbit($0))"),
    inline("to_bits", Float, Bits, "as_$U($0)"),
    Method("f32::from_bits", On::U32, F32, Form::Inline("as_float($0)"), Check::None),
    Method("f64::from_bits", On::U64, F64, Form::Inline("as_double($0)"), Check::None),
    // Floats: arithmetic.
    inline("mul_add", Float, Itself, "fma($0, $1, $2)"),
    helper("div_euclid", Float, Itself),
    helper("rem_euclid", Float, Itself),
    helper("recip", Float, Itself),
    helper("powi", Float, Itself),
    helper("sqrt", Float, Itself),
    inline("to_degrees", Float, Itself, "($0 * $DEGREES)"),
    inline("to_radians", Float, Itself, "($0 * $RADIANS)"),
    // Floats: transcendental functions, to within a few units in the last place.
    inline("cbrt", Float, Itself, "cbrt($0)"),
    inline("hypot", Float, Itself, "hypot($0, $1)"),
    inline("powf", Float, Itself, "pow($0, $1)"),
    inline("exp", Float, Itself, "exp($0)"),
    inline("exp2", Float, Itself, "exp2($0)"),
    inline("exp_m1", Float, Itself, "expm1($0)"),
    inline("ln", Float, Itself, "log($0)"),
    inline("ln_1p", Float, Itself, "log1p($0)"),
    inline("log2", Float, Itself, "log2($0)"),
    inline("log10", Float, Itself, "log10($0)"),
    helper("log", Float, Itself),
    inline("sin", Float, Itself, "sin($0)"),
    inline("cos", Float, Itself, "cos($0)"),
    inline("tan", Float, Itself, "tan($0)"),
    inline("asin", Float, Itself, "asin($0)"),
    inline("acos", Float, Itself, "acos($0)"),
    inline("atan", Float, Itself, "atan($0)"),
    inline("atan2", Float, Itself, "atan2($0, $1)"),
    inline("sinh", Float, Itself, "sinh($0)"),
    inline("cosh", Float, Itself, "cosh($0)"),
    inline("tanh", Float, Itself, "tanh($0)"),
    inline("asinh", Float, Itself, "asinh($0)"),
    inline("acosh", Float, Itself, "acosh($0)"),
    inline("atanh", Float, Itself, "atanh($0)"),
    inline("sin_cos", Float, Pair, "{sin($0), cos($0)}"),
];

/// Whether a type is one of these.
pub(super) fn has(on: On, ty: &Type) -> bool {
    match on {
        On::Integer => ty.is_integer(),
        On::Signed => ty.is_signed(),
        On::Unsigned => ty.is_unsigned(),
        On::Float => ty.is_float(),
        On::U32 => *ty == Type::U32,
        On::U64 => matches!(ty, Type::U64 | Type::Usize),
    }
}
