//! The methods of Rust's numeric types that a target region may call: one table.
//!
//! The macro knows the names alone ([`names`]); which type a method belongs to, it learns here.

use super::{
    FaultKind,
    body::Body,
    module::{Result, scalar_name, unsigned_of, wrapping_name},
    ops,
    text::{Level, Value},
};
use crate::device::{
    ir::{BinaryOp, Expr, ExprRef, Site},
    types::Type,
};

/// The types that have the method.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum On {
    Integer,
    Signed,
    Unsigned,
    Float,
    U32,
    U64,
}

/// What it returns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Gives {
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
enum Check {
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
enum Form {
    /// With the receiver as `$0` and the arguments as `$1` and `$2`.
    Inline(&'static str),
    /// A function of the library with the method's name.
    Helper,
    /// An operator.
    Operator(BinaryOp),
}

/// A row of the table.
struct Method(&'static str, On, Gives, Form, Check);

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
const METHODS: &[Method] = &[
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
    inline("is_power_of_two", Unsigned, Bool, "(popcount($0) == 1)"),
    helper("next_power_of_two", Unsigned, Itself),
    operator("wrapping_add", BinaryOp::Add),
    operator("wrapping_sub", BinaryOp::Sub),
    operator("wrapping_mul", BinaryOp::Mul),
    operator("wrapping_shl", BinaryOp::Shl),
    operator("wrapping_shr", BinaryOp::Shr),
    inline("wrapping_neg", Integer, Itself, "($T)($U)(0 - ($W)$0)"),
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

/// The names of all methods, for the macro to refuse any other.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    METHODS.iter().map(|method| method.0)
}

fn has(on: On, ty: &Type) -> bool {
    match on {
        On::Integer => ty.is_integer(),
        On::Signed => ty.is_signed(),
        On::Unsigned => ty.is_unsigned(),
        On::Float => ty.is_float(),
        On::U32 => *ty == Type::U32,
        On::U64 => matches!(ty, Type::U64 | Type::Usize),
    }
}

impl Body<'_, '_> {
    pub(super) fn method(
        &mut self,
        of: ExprRef,
        name: &'static str,
        args: &'static [Expr],
        site: Site,
    ) -> Result<Value> {
        self.line = site.line;
        let mut values = self.operand_list(std::iter::once(of).chain(args))?;
        let ty = values[0].ty;
        let Some(method) = METHODS.iter().find(|method| method.0 == name && has(method.1, ty)) else {
            return self.refuse(format!("the method `{name}` of `{}`", ty.rust_name()));
        };
        self.check_arguments(method.4, &mut values, site)?;
        match method.3 {
            Form::Operator(op @ (BinaryOp::Shl | BinaryOp::Shr)) => {
                Ok(ops::shift(op, &values[0], &values[1]))
            }
            Form::Operator(op) => Ok(ops::arithmetic(op, &values[0], &values[1])),
            Form::Helper => Ok(self.helper_call(method, &values)),
            Form::Inline(_) if method.2 == Gives::Pair => self.sin_cos(values),
            Form::Inline(text) => Ok(inlined(text, method.2, &values)),
        }
    }

    fn helper_call(&mut self, method: &Method, values: &[Value]) -> Value {
        let ty = values[0].ty;
        let args: Vec<_> = values.iter().map(|value| value.text.as_str()).collect();
        let gives = output(method.2, ty);
        if method.0 == "sqrt" && (*ty == Type::F64 || self.module.options.correct_f32) {
            return Value::atom(format!("sqrt({})", args[0]), gives);
        }
        // These only say that the integers wrap, which here they do anyway.
        let (name, inverted) = match method.0 {
            "wrapping_abs" => ("abs", false),
            "wrapping_pow" => ("pow", false),
            "trailing_ones" => ("trailing_zeros", true),
            name => (name, false),
        };
        let helper = self.module.helper(name, ty);
        let complement = if inverted { format!("({})~", scalar_name(ty)) } else { String::new() };
        let first = if inverted { values[0].at(Level::Unary) } else { args[0].to_owned() };
        let rest: String = args[1..].iter().flat_map(|arg| [", ", arg]).collect();
        Value::atom(format!("{helper}({complement}{first}{rest})"), gives)
    }

    fn sin_cos(&mut self, values: Vec<Value>) -> Result<Value> {
        let [x] = <[Value; 1]>::try_from(values).expect("no argument");
        let x = self.pinned(x)?;
        let ty = self.module.tuple(vec![x.ty; 2]);
        let name = self.module.type_name(ty)?;
        Ok(Value::atom(format!("({name}){{sin({0}), cos({0})}}", x.text), ty))
    }

    fn check_arguments(&mut self, check: Check, values: &mut [Value], site: Site) -> Result<()> {
        if check == Check::None {
            return Ok(());
        }
        for value in values.iter_mut() {
            *value = self.pinned(value.clone())?;
        }
        let first = values[0].clone();
        let second = values.get(1).cloned();
        let divisor = |kinds| second.clone().map(|second| (second, kinds));
        let divisor = match check {
            Check::Division => divisor((FaultKind::DivideByZero, Some(FaultKind::DivideOverflow))),
            Check::Remainder => divisor((FaultKind::RemainderByZero, Some(FaultKind::RemainderOverflow))),
            Check::Zero => divisor((FaultKind::DivideByZero, None)),
            Check::ZeroRemainder => divisor((FaultKind::RemainderByZero, None)),
            _ => None,
        };
        if let Some((second, kinds)) = divisor {
            if !super::literals::is_plain_divisor(&second) {
                self.check_divisor(&first, &second, kinds, site);
            }
            return Ok(());
        }
        let (failed, kind) = match (check, second) {
            (Check::Clamp, Some(low)) => (format!("!({} <= {})", low.text, values[2].text), FaultKind::Clamp),
            (Check::NotNegative, _) => (format!("{} < 0", first.text), FaultKind::Sqrt),
            _ => (format!("{} <= 0", first.text), FaultKind::Log),
        };
        self.check(&failed, kind, site, "0", "0");
        Ok(())
    }
}

fn output(gives: Gives, ty: &'static Type) -> &'static Type {
    match gives {
        Gives::Itself | Gives::Pair => ty,
        Gives::U32 => &Type::U32,
        Gives::Bool => &Type::Bool,
        Gives::Unsigned => unsigned_of(ty),
        Gives::F32 => &Type::F32,
        Gives::F64 => &Type::F64,
    }
}

/// C's functions are overloaded by type: an argument of a narrow type, or a literal, gets the type that Rust has.
fn inlined(text: &str, gives: Gives, values: &[Value]) -> Value {
    let ty = values[0].ty;
    let name = scalar_name(ty);
    let exact = |value: &Value| {
        let typed = format!("({})", scalar_name(value.ty));
        let is_own = value.text.starts_with(&typed) && value.level == Level::Unary;
        let plain = value.level == Level::Atom && !value.text.starts_with(|c: char| c.is_ascii_digit());
        if ty.is_float() || is_own || plain {
            value.text.clone()
        } else {
            format!("{typed}{}", value.at(Level::Unary))
        }
    };
    let operator = text.contains(['~', '>', '<']) || text.contains("($W)") || text.contains("($U)");
    let mut result = text.replace("$DEGREES", degrees(ty)).replace("$RADIANS", radians(ty));
    let unsigned = scalar_name(unsigned_of(ty));
    result = result.replace("$U", unsigned).replace("$W", wrapping_name(ty)).replace("$T", name);
    for (k, value) in values.iter().enumerate() {
        let arithmetic = operator || text.contains('*');
        let arg = if arithmetic { value.at(Level::Atom) } else { exact(value) };
        result = result.replace(&format!("${k}"), &arg);
    }
    let level =
        if result.starts_with("(uint)") || result.starts_with("(bool)") { Level::Unary } else { Level::Atom };
    let level = if text.starts_with("($T)") { Level::Unary } else { level };
    Value::new(result, output(gives, ty), level)
}

/// The constants of the standard library, written out for each type.
fn degrees(ty: &Type) -> &'static str {
    if *ty == Type::F32 { "57.29578f" } else { "(180.0 / 3.141592653589793)" }
}

fn radians(ty: &Type) -> &'static str {
    if *ty == Type::F32 { "(3.1415927f / 180.0f)" } else { "(3.141592653589793 / 180.0)" }
}
