//! What the elements of a mapped variable consist of.

use crate::device::types::Type;

/// What arrays consist of: `[[f32; 4]]` may be seen as `[f32]`.
pub(super) fn leaf(ty: &'static Type) -> &'static Type {
    match ty {
        Type::Array(element, _) => leaf(element),
        other => other,
    }
}

/// Whether not every byte pattern is a value.
pub(super) fn holds_bool(ty: &Type) -> bool {
    match ty {
        Type::Bool => true,
        Type::Array(element, _) => holds_bool(element),
        Type::Struct(of) => of.fields.iter().any(|(_, field, _)| holds_bool(field)),
        _ => false,
    }
}
