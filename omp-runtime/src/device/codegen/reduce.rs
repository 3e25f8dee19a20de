//! Reductions (OpenMP 5.2, 5.5.8): each work-item has a copy that starts with the operator's identity; a tree in local
//! memory makes one value of those of a work-group.

use super::{
    body::Body,
    library::{max_literal, min_literal},
    module::{Result, unsupported},
    text::Value,
};
use crate::device::{ir::ReductionOp, types::Type};

/// What a private copy starts with.
pub(super) fn identity(op: ReductionOp, ty: &'static Type) -> Result<String> {
    let wrong = || unsupported(format!("a reduction `{op:?}` of `{}`", ty.rust_name()));
    let float = |text: &str| if *ty == Type::F32 { format!("{text}f") } else { text.to_owned() };
    Ok(match op {
        ReductionOp::LogicalAnd | ReductionOp::BitAnd if *ty == Type::Bool => "true".into(),
        ReductionOp::LogicalOr | ReductionOp::BitOr | ReductionOp::BitXor if *ty == Type::Bool => {
            "false".into()
        }
        // The sum of nothing but -0.0 is -0.0.
        ReductionOp::Add if ty.is_float() => float("-0.0"),
        ReductionOp::Mul if ty.is_float() => float("1.0"),
        ReductionOp::Min if ty.is_float() => "INFINITY".into(),
        ReductionOp::Max if ty.is_float() => "-INFINITY".into(),
        _ if !ty.is_integer() => return Err(wrong()),
        ReductionOp::Add | ReductionOp::BitOr | ReductionOp::BitXor => "0".into(),
        ReductionOp::Mul => "1".into(),
        ReductionOp::Min => max_literal(ty),
        ReductionOp::Max => min_literal(ty),
        ReductionOp::BitAnd if ty.is_unsigned() => max_literal(ty),
        ReductionOp::BitAnd => "-1".into(),
        _ => return Err(wrong()),
    })
}

/// `a op b`, and the operator's name.
pub(super) fn combined(op: ReductionOp, ty: &'static Type, a: &str, b: &str) -> (String, &'static str) {
    use crate::device::ir::BinaryOp;
    let values = || (Value::fixed(a, ty), Value::fixed(b, ty));
    let arithmetic = |op| {
        let (a, b) = values();
        super::ops::arithmetic(op, &a, &b).text
    };
    let call = |name: &str| format!("{name}({a}, {b})");
    match op {
        ReductionOp::Add => (arithmetic(BinaryOp::Add), "add"),
        ReductionOp::Mul => (arithmetic(BinaryOp::Mul), "mul"),
        ReductionOp::Min => (call(if ty.is_float() { "fmin" } else { "min" }), "min"),
        ReductionOp::Max => (call(if ty.is_float() { "fmax" } else { "max" }), "max"),
        ReductionOp::BitAnd => (format!("{a} & {b}"), "bit_and"),
        ReductionOp::BitOr => (format!("{a} | {b}"), "bit_or"),
        ReductionOp::BitXor => (format!("{a} ^ {b}"), "bit_xor"),
        ReductionOp::LogicalAnd => (format!("{a} && {b}"), "and"),
        ReductionOp::LogicalOr => (format!("{a} || {b}"), "or"),
    }
}

/// The scalar that an array, or an array of arrays, consists of.
pub(super) fn scalar(ty: &'static Type) -> &'static Type {
    match ty {
        Type::Array(element, _) => scalar(element),
        scalar => scalar,
    }
}

impl Body<'_, '_> {
    /// Sets a copy to the identity.
    pub(super) fn start_copy(&mut self, place: &str, op: ReductionOp, ty: &'static Type) -> Result<()> {
        let start = identity(op, scalar(ty))?;
        self.each_element(place, ty, &mut |body, place| {
            body.out.line(format_args!("{place} = {start};"));
            Ok(())
        })
    }

    /// Combines the copies of a work-group. `store` writes the total of each element, given the element's path behind
    /// the variable's name; on work-item 0 of `who`, or on all.
    pub(super) fn combine_group(
        &mut self,
        copy: &str,
        (op, ty): (ReductionOp, &'static Type),
        who: Option<&str>,
        store: &mut dyn FnMut(&mut Self, &str, &str),
    ) -> Result<()> {
        let items = self.module.options.local_size;
        if items == 1 {
            return self.each_element(copy, ty, &mut |body, place| {
                store(body, &place[copy.len()..], place);
                Ok(())
            });
        }
        let element = scalar(ty);
        let (text, key) = combined(op, element, "a", "b");
        let helper =
            self.module.library.require_with("reduce", element, key, &[("$KEY", key), ("$OP", &text)]);
        let tree = self.scratch(element)?;
        self.each_element(copy, ty, &mut |body, place| {
            let total = body.own_name("total");
            let of = body.module.memory_name(element)?;
            body.out.line(format_args!(
                "const {of} {total} = {helper}({tree}, {place}, (uint)get_local_id(0), {items});"
            ));
            match who {
                Some(item) => body.out.open(format_args!("if ({item} == 0)")),
                None => body.out.open(""),
            }
            store(body, &place[copy.len()..], &total);
            body.out.close();
            Ok(())
        })
    }

    /// The copy that a team has.
    pub(super) fn team_partial(
        &mut self,
        copy: &str,
        ty: &'static Type,
        store: &mut dyn FnMut(&mut Self, &str, &str),
    ) -> Result<()> {
        self.out.open("if (get_local_id(0) == 0)");
        self.each_element(copy, ty, &mut |body, place| {
            store(body, &place[copy.len()..], place);
            Ok(())
        })?;
        self.out.close();
        Ok(())
    }

    /// Local memory for one value of each work-item, the same for all reductions of a type.
    fn scratch(&mut self, element: &'static Type) -> Result<String> {
        let name = format!("omp_tree_{}", element.rust_name());
        let (of, items) = (self.module.memory_name(element)?, self.module.options.local_size);
        self.declare_local(&name, &format!("{of} {name}[{items}]"));
        Ok(name)
    }

    /// Declares something in local memory, once.
    pub(super) fn declare_local(&mut self, name: &str, declaration: &str) {
        if !self.local_names.iter().any(|known| known == name) {
            self.local_names.push(name.to_owned());
            self.locals.line(format_args!("__local {declaration};"));
        }
    }

    /// The statements for each scalar in a value.
    fn each_element(
        &mut self,
        place: &str,
        ty: &'static Type,
        emit: &mut dyn FnMut(&mut Self, &str) -> Result<()>,
    ) -> Result<()> {
        let Type::Array(element, n) = ty else { return emit(self, place) };
        let k = self.own_name("e");
        self.out.open(format_args!("for (uint {k} = 0; {k} < {n}; ++{k})"));
        self.each_element(&format!("{place}.v[{k}]"), element, emit)?;
        self.out.close();
        Ok(())
    }
}
