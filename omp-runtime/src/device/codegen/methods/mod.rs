//! The methods of Rust's numeric types that a target region may call.
//!
//! The macro knows the names alone; which type a method belongs to, it is told here.

mod table;
#[cfg(test)]
mod tests;

use table::{Check, Form, Gives, METHODS, Method, has};

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
            Form::Negation => Ok(ops::negation(&values[0])),
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
