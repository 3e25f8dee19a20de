//! Literals and constants.

use super::{
    library::{min_literal, suffix},
    module::{Module, Result},
    text::{Level, Value},
};
use crate::device::types::Type;

pub(super) fn int(value: u128, ty: &'static Type) -> Value {
    if ty.is_float() {
        return float(&value.to_string(), ty);
    }
    if ty.is_signed() && value >> (ty.bits() - 1) != 0 {
        return Value { level: Level::Atom, fixed: true, ..Value::atom(min_literal(ty), ty) };
    }
    Value::fixed(format!("{value}{}", suffix(ty)), ty)
}

/// `-value`
pub(super) fn negative_int(value: u128, ty: &'static Type) -> Value {
    if ty.is_float() {
        return negated(&float(&value.to_string(), ty));
    }
    if value >> (ty.bits() - 1) != 0 { int(value, ty) } else { negated(&int(value, ty)) }
}

fn negated(value: &Value) -> Value {
    Value { fixed: true, ..Value::new(format!("-{}", value.text), value.ty, Level::Unary) }
}

/// A literal as the source has it, rounded by Rust.
pub(super) fn float(text: &str, ty: &'static Type) -> Value {
    let text = text.trim_end_matches('.');
    if *ty == Type::F32 {
        float32(text.parse().expect("a float literal"))
    } else {
        float64(text.parse().expect("a float literal"))
    }
}

fn float32(value: f32) -> Value {
    let text = if value.is_nan() {
        format!("as_float({:#010x}u)", value.to_bits())
    } else if value.is_infinite() {
        if value > 0.0 { "INFINITY".into() } else { "-INFINITY".into() }
    } else {
        format!("{value:?}f")
    };
    signed(text, &Type::F32)
}

fn float64(value: f64) -> Value {
    let text = if value.is_finite() {
        format!("{value:?}")
    } else {
        format!("as_double({:#018x}UL)", value.to_bits())
    };
    signed(text, &Type::F64)
}

fn signed(text: String, ty: &'static Type) -> Value {
    let level = if text.starts_with('-') { Level::Unary } else { Level::Atom };
    Value { fixed: true, ..Value::new(text, ty, level) }
}

/// The value with these bytes.
pub(super) fn constant(module: &mut Module<'_>, ty: &'static Type, bytes: &[u8]) -> Result<Value> {
    let part = |at: usize, ty: &'static Type| &bytes[at..at + ty.size()];
    let parts: Vec<(&'static Type, &[u8])> = match ty {
        Type::F32 => return Ok(float32(f32::from_bits(word(bytes) as u32))),
        Type::F64 => {
            module.type_name(ty)?;
            return Ok(float64(f64::from_bits(word(bytes))));
        }
        Type::Bool => return Ok(Value::fixed(if bytes[0] == 0 { "false" } else { "true" }, ty)),
        Type::Array(element, n) => (0..*n).map(|k| (*element, part(k * element.size(), element))).collect(),
        Type::Struct(of) => of.fields.iter().map(|(_, ty, at)| (*ty, part(*at, ty))).collect(),
        Type::Tuple(_) | Type::Unit => return Err(super::module::unsupported("a constant that is a tuple")),
        integer => return Ok(integer_constant(word(bytes), integer)),
    };
    let parts: Result<Vec<_>> =
        parts.into_iter().map(|(ty, bytes)| Ok(constant(module, ty, bytes)?.text)).collect();
    let parts = parts?.join(", ");
    let name = module.type_name(ty)?;
    let list =
        if matches!(ty, Type::Array(..)) { format!("{{{{{parts}}}}}") } else { format!("{{{parts}}}") };
    Ok(Value::atom(format!("({name}){list}"), ty))
}

/// Up to eight bytes, least significant first: the device's order is the host's.
fn word(bytes: &[u8]) -> u64 {
    let mut all = [0; 8];
    if cfg!(target_endian = "big") {
        all[8 - bytes.len()..].copy_from_slice(bytes);
    } else {
        all[..bytes.len()].copy_from_slice(bytes);
    }
    u64::from_ne_bytes(all)
}

fn integer_constant(word: u64, ty: &'static Type) -> Value {
    let unused = 64 - ty.bits();
    if !ty.is_signed() {
        return int(u128::from(word), ty);
    }
    let value = (word << unused).cast_signed() >> unused;
    let size = u128::from(value.unsigned_abs());
    if value < 0 { negative_int(size, ty) } else { int(size, ty) }
}

/// Whether a literal or `as` of one is certainly neither 0 nor -1: a division by it needs no check.
pub(super) fn is_plain_divisor(value: &Value) -> bool {
    let digits = value.text.trim_end_matches(['u', 'U', 'L']);
    value.fixed && digits.parse::<u64>().is_ok_and(|value| value != 0)
}

/// The value of a shift count that is a literal.
pub(super) fn literal(value: &Value) -> Option<u64> {
    value.text.trim_end_matches(['u', 'U', 'L']).parse().ok()
}
