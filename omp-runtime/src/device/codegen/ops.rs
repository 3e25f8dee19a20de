//! Operators and `as`, with Rust's meaning: integers wrap, shift counts are masked, division is checked.

use super::{
    FaultKind,
    body::Body,
    library::min_literal,
    literals::{is_plain_divisor, literal},
    module::{Result, scalar_name, wrapping_name},
    text::{Level, Value},
};
use crate::device::{
    ir::{BinaryOp, Site},
    types::Type,
};

impl Body<'_, '_> {
    pub(super) fn binary(&mut self, op: BinaryOp, a: Value, b: Value, site: Site) -> Result<Value> {
        use BinaryOp::{Add, BitAnd, BitOr, BitXor, Div, Eq, Ge, Gt, Le, Lt, Mul, Ne, Rem, Shl, Shr, Sub};
        if matches!(a.ty, Type::Array(..) | Type::Tuple(_) | Type::Struct(_)) {
            return self.refuse(format!("an operator on values of type `{}`", a.ty.rust_name()));
        }
        match op {
            Add | Sub | Mul => Ok(arithmetic(op, &a, &b)),
            Div | Rem if a.ty.is_float() => Ok(self.float_division(op, &a, &b)),
            Div | Rem => self.division(op, a, b, site),
            BitAnd | BitOr | BitXor => Ok(bitwise(op, &a, &b)),
            Shl | Shr => Ok(shift(op, &a, &b)),
            Eq | Ne => Ok(comparison(op, &a, &b, Level::Equality)),
            Lt | Le | Gt | Ge => Ok(comparison(op, &a, &b, Level::Relation)),
            BinaryOp::And | BinaryOp::Or => {
                let (text, level) =
                    if op == BinaryOp::And { ("&&", Level::LogicalAnd) } else { ("||", Level::LogicalOr) };
                Ok(Value::new(
                    format!("{} {text} {}", a.at(Level::Atom), b.at(Level::Atom)),
                    &Type::Bool,
                    level,
                ))
            }
        }
    }

    fn float_division(&mut self, op: BinaryOp, a: &Value, b: &Value) -> Value {
        if op == BinaryOp::Rem {
            return Value::atom(format!("fmod({}, {})", a.text, b.text), a.ty);
        }
        if *a.ty == Type::F32 && !self.module.options.correct_f32 {
            let helper = self.module.helper("div", a.ty);
            return Value::atom(format!("{helper}({}, {})", a.text, b.text), a.ty);
        }
        let text = format!("{} / {}", a.at(Level::Product), b.at(Level::Unary));
        Value::new(text, a.ty, Level::Product)
    }

    /// Division of integers: by zero, and of the smallest value by -1, it fails.
    fn division(&mut self, op: BinaryOp, a: Value, b: Value, site: Site) -> Result<Value> {
        let (sign, zero, overflow) = if op == BinaryOp::Div {
            ("/", FaultKind::DivideByZero, FaultKind::DivideOverflow)
        } else {
            ("%", FaultKind::RemainderByZero, FaultKind::RemainderOverflow)
        };
        let (a, b) = if is_plain_divisor(&b) {
            (a, b)
        } else {
            let a = if a.ty.is_signed() { self.pinned(a)? } else { a };
            let b = self.pinned(b)?;
            self.check_divisor(&a, &b, (zero, Some(overflow)), site);
            (a, b)
        };
        let text = format!("{} {sign} {}", a.at(Level::Product), b.at(Level::Unary));
        Ok(narrowed(text, a.ty, Level::Product))
    }

    /// Fails if `b` is 0 or, where that overflows, -1.
    pub(super) fn check_divisor(
        &mut self,
        a: &Value,
        b: &Value,
        kinds: (FaultKind, Option<FaultKind>),
        site: Site,
    ) {
        self.check(&format!("{} == 0", b.text), kinds.0, site, "0", "0");
        if let (true, Some(overflow)) = (a.ty.is_signed(), kinds.1) {
            let min = if a.ty.size() == 8 || a.ty.size() == 4 {
                min_literal(a.ty)
            } else {
                format!("({})", min_literal(a.ty))
            };
            let failed = format!("{} == -1 && {} == {min}", b.text, a.text);
            self.check(&failed, overflow, site, "0", "0");
        }
    }

    pub(super) fn cast(&mut self, a: Value, to: &'static Type) -> Result<Value> {
        let name = self.module.type_name(to)?;
        if a.ty.same(to) {
            return Ok(a);
        }
        if [a.ty, to].iter().any(|ty| scalar_name(ty) == "void") {
            // A conversion of the program's own: `f64::from(point)`.
            let (from, to) = (a.ty.rust_name(), to.rust_name());
            return self
                .refuse(format!("a conversion of `{from}` to `{to}`: write a `declare target` function"));
        }
        if a.ty.is_float() && to.is_integer() {
            let helper = self.module.library.require_cast(a.ty, to);
            return Ok(Value::atom(format!("{helper}({})", a.text), to));
        }
        if scalar_name(a.ty) == scalar_name(to) {
            return Ok(a.with_type(to));
        }
        let fixed = a.fixed;
        Ok(Value { fixed, ..Value::new(format!("({name}){}", a.at(Level::Unary)), to, Level::Unary) })
    }
}

/// An expression that C may have computed in `int`, back in its own type.
fn narrowed(text: String, ty: &'static Type, level: Level) -> Value {
    if ty.is_integer() && ty.size() < 4 {
        return Value::new(format!("({})({text})", scalar_name(ty)), ty, Level::Unary);
    }
    Value::new(text, ty, level)
}

/// `+`, `-` and `*`.
pub(super) fn arithmetic(op: BinaryOp, a: &Value, b: &Value) -> Value {
    let (sign, level) = match op {
        BinaryOp::Add => ("+", Level::Sum),
        BinaryOp::Sub => ("-", Level::Sum),
        _ => ("*", Level::Product),
    };
    let tighter = if level == Level::Sum { Level::Product } else { Level::Unary };
    let ty = a.ty;
    if ty.is_float() || matches!(ty, Type::U32 | Type::U64 | Type::Usize) {
        return Value::new(format!("{} {sign} {}", a.at(level), b.at(tighter)), ty, level);
    }
    // Signed overflow is undefined in C, and narrow unsigned types are promoted to a signed one.
    let wrapping = wrapping_name(ty);
    let side = |value: &Value| format!("({wrapping}){}", value.at(Level::Unary));
    wrapped(&format!("({} {sign} {})", side(a), side(b)), ty)
}

/// `-a`
pub(super) fn negation(a: &Value) -> Value {
    let ty = a.ty;
    wrapped(&format!("(0 - ({}){})", wrapping_name(ty), a.at(Level::Unary)), ty)
}

/// What was computed in the unsigned type, back in its own.
fn wrapped(text: &str, ty: &'static Type) -> Value {
    let text = if *ty == Type::I16 {
        // `(short)(0 - (uint)a)` is -a to NVIDIA's compiler, as if that could not overflow: where it is widened, -32768
        // comes out as 32768. It looks at `~a + 1` and `a * 65535` in the same way, but not through shifts.
        format!("(short)((int)({text} << 16) >> 16)")
    } else {
        format!("({}){text}", scalar_name(ty))
    };
    Value::new(text, ty, Level::Unary)
}

fn bitwise(op: BinaryOp, a: &Value, b: &Value) -> Value {
    let (sign, level) = match op {
        BinaryOp::BitAnd => ("&", Level::BitAnd),
        BinaryOp::BitOr => ("|", Level::BitOr),
        _ => ("^", Level::BitXor),
    };
    // Other operators beside these get parentheses: few readers know their order.
    let side = |value: &Value| value.at(if value.level == level { level } else { Level::Unary });
    Value::new(format!("{} {sign} {}", side(a), side(b)), a.ty, level)
}

pub(super) fn shift(op: BinaryOp, a: &Value, b: &Value) -> Value {
    let bits = a.ty.bits();
    let count = match literal(b) {
        Some(count) => (count % u64::from(bits)).to_string(),
        None => format!("({} & {})", b.at(Level::Unary), bits - 1),
    };
    if op == BinaryOp::Shr {
        return narrowed(format!("{} >> {count}", a.at(Level::Unary)), a.ty, Level::Shift);
    }
    if matches!(a.ty, Type::U32 | Type::U64 | Type::Usize) {
        return Value::new(format!("{} << {count}", a.at(Level::Unary)), a.ty, Level::Shift);
    }
    let (name, wrapping) = (scalar_name(a.ty), wrapping_name(a.ty));
    Value::new(format!("({name})(({wrapping}){} << {count})", a.at(Level::Unary)), a.ty, Level::Unary)
}

fn comparison(op: BinaryOp, a: &Value, b: &Value, level: Level) -> Value {
    let sign = match op {
        BinaryOp::Eq => "==",
        BinaryOp::Ne => "!=",
        BinaryOp::Lt => "<",
        BinaryOp::Le => "<=",
        BinaryOp::Gt => ">",
        _ => ">=",
    };
    Value::new(format!("{} {sign} {}", a.at(Level::Shift), b.at(Level::Shift)), &Type::Bool, level)
}
