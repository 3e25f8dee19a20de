//! Atomic reads, writes and updates (OpenMP 5.2, 15.8.4). OpenCL C 1.2 has instructions for integers of 32 bits, with an
//! extension of 64; floats and the remaining operators go through compare-and-swap.

use super::{
    body::{Binding, Body},
    module::{Result, scalar_name},
    ops,
    slices::Space,
    text::Value,
};
use crate::device::{
    ir::{Atomic, AtomicOp, BinaryOp, Expr, VarId},
    types::Type,
};

impl Body<'_, '_> {
    pub(super) fn atomic(&mut self, atomic: &'static Atomic) -> Result<()> {
        match atomic {
            Atomic::Read { into, place } => {
                let (place, space) = self.atomic_place(place)?;
                let text = Self::atomic_read(&place, space);
                self.assign_var(*into, &text);
            }
            Atomic::Write { place, value } => self.atomic_write(place, value)?,
            Atomic::Update { op, place, value, old, new } => {
                self.atomic_update(*op, place, value, [*old, *new])?;
            }
        }
        self.effects += 1;
        Ok(())
    }

    fn assign_var(&mut self, var: VarId, text: &str) {
        let place = self.place_of(var);
        self.out.line(format_args!("{place} = {text};"));
    }

    fn atomic_place(&mut self, place: &'static Expr) -> Result<(Value, Space)> {
        let value = self.place(place)?;
        let space = self.space_of(place).0;
        self.allow_atomic(value.ty, space)?;
        Ok((value, space))
    }

    fn allow_atomic(&mut self, ty: &'static Type, space: Space) -> Result<()> {
        match ty.size() {
            _ if space == Space::Private => Ok(()),
            4 if !matches!(ty, Type::Array(..) | Type::Tuple(_) | Type::Struct(_)) => Ok(()),
            8 if ty.is_integer() || ty.is_float() => {
                self.module.uses_atomics64 = true;
                if self.module.options.int64_atomics {
                    Ok(())
                } else {
                    self.refuse(format!("atomics on `{}`: the device has none of 64 bits", ty.rust_name()))
                }
            }
            _ => self.refuse(format!("atomics on `{}`", ty.rust_name())),
        }
    }

    fn atomic_read(place: &Value, space: Space) -> String {
        if space == Space::Private {
            return place.text.clone();
        }
        let (pointer, prefix) = (bits_pointer(place, space), prefix(place.ty));
        // Adding nothing is the only atomic read that OpenCL C 1.2 has.
        from_bits(place.ty, &format!("{prefix}add({pointer}, 0)"))
    }

    fn atomic_write(&mut self, place: &'static Expr, value: &'static Expr) -> Result<()> {
        let [value, at] = self.value_and_place(value, place)?;
        let space = self.space_of(place).0;
        self.allow_atomic(at.ty, space)?;
        if space == Space::Private {
            self.out.line(format_args!("{} = {};", at.text, value.text));
            return Ok(());
        }
        let (pointer, prefix) = (bits_pointer(&at, space), prefix(at.ty));
        let bits = to_bits(at.ty, &value.text);
        self.out.line(format_args!("{prefix}xchg({pointer}, {bits});"));
        Ok(())
    }

    fn atomic_update(
        &mut self,
        op: AtomicOp,
        place: &'static Expr,
        value: &'static Expr,
        [old, new]: [Option<VarId>; 2],
    ) -> Result<()> {
        let [value, at] = self.value_and_place(value, place)?;
        let space = self.space_of(place).0;
        self.allow_atomic(at.ty, space)?;
        let value = if new.is_some() { self.pinned(value)? } else { value };
        let call =
            if space == Space::Private { at.text.clone() } else { self.update_call(op, &at, &value, space)? };
        if old.is_none() && new.is_none() && space != Space::Private {
            self.out.line(format_args!("{call};"));
            return Ok(());
        }
        let before = self.pinned(Value::atom(call, at.ty))?;
        if let Some(old) = old {
            self.assign_var(old, &before.text);
        }
        let after = self.combined(op, &before, &value)?;
        if space == Space::Private {
            self.out.line(format_args!("{} = {};", at.text, after.text));
        }
        if let Some(new) = new {
            self.assign_var(new, &after.text);
        }
        Ok(())
    }

    /// The instruction, which gives the value before.
    fn update_call(&mut self, op: AtomicOp, at: &Value, value: &Value, space: Space) -> Result<String> {
        if op == AtomicOp::Swap {
            let (pointer, prefix, bits) =
                (bits_pointer(at, space), prefix(at.ty), to_bits(at.ty, &value.text));
            return Ok(from_bits(at.ty, &format!("{prefix}xchg({pointer}, {bits})")));
        }
        let name = match op {
            _ if at.ty.is_float() => None,
            AtomicOp::Min => Some("min"),
            AtomicOp::Max => Some("max"),
            AtomicOp::Binary(BinaryOp::Add) => Some("add"),
            AtomicOp::Binary(BinaryOp::Sub) => Some("sub"),
            AtomicOp::Binary(BinaryOp::BitAnd) => Some("and"),
            AtomicOp::Binary(BinaryOp::BitOr) => Some("or"),
            AtomicOp::Binary(BinaryOp::BitXor) => Some("xor"),
            AtomicOp::Binary(_) | AtomicOp::Reversed(_) | AtomicOp::Swap => None,
        };
        if let Some(name) = name {
            let pointer = format!("(volatile {}{} *)&{}", space.qualifier(), scalar_name(at.ty), at.text);
            return Ok(format!("{}{name}({pointer}, {})", prefix(at.ty), value.text));
        }
        let (a, b) = (Value::fixed("a", at.ty), Value::fixed("b", value.ty));
        let key = format!("{}_{}", op_name(op), space.letter());
        let text = self.combined(op, &a, &b)?.text;
        let bits = if at.ty.is_float() { ("as_$T", "as_$U") } else { ("($T)", "($U)") };
        let helper = self.module.library.require_with(
            "atomic_update",
            at.ty,
            &key,
            &[
                ("$KEY", &key),
                ("$SPACE", space.qualifier().trim()),
                ("$CAS", if at.ty.size() == 8 { "atom_cmpxchg" } else { "atomic_cmpxchg" }),
                ("$VALUE", bits.0),
                ("$BITS", bits.1),
                ("$OP", &text),
            ],
        );
        Ok(format!("{helper}(&{}, {})", at.text, value.text))
    }

    /// `a op b`
    fn combined(&mut self, op: AtomicOp, a: &Value, b: &Value) -> Result<Value> {
        let call = |name: &str| Value::atom(format!("{name}({}, {})", a.text, b.text), a.ty);
        let site = crate::device::ir::Site { line: self.line, column: 0 };
        Ok(match op {
            AtomicOp::Min => call(if a.ty.is_float() { "fmin" } else { "min" }),
            AtomicOp::Max => call(if a.ty.is_float() { "fmax" } else { "max" }),
            AtomicOp::Binary(BinaryOp::Div | BinaryOp::Rem)
            | AtomicOp::Reversed(BinaryOp::Div | BinaryOp::Rem)
                if a.ty.is_integer() =>
            {
                return self.refuse("an atomic division of integers");
            }
            AtomicOp::Binary(op @ (BinaryOp::Shl | BinaryOp::Shr)) => ops::shift(op, a, b),
            AtomicOp::Binary(op) => self.binary(op, a.clone(), b.clone(), site)?,
            AtomicOp::Reversed(op) => self.binary(op, b.clone(), a.clone(), site)?,
            AtomicOp::Swap => b.clone(),
        })
    }

    /// Whether a variable's binding is shared memory.
    pub(super) fn is_shared(&self, var: VarId) -> bool {
        matches!(self.binding(var), Binding::Value { space: Space::Global | Space::Local, .. })
    }
}

fn prefix(ty: &Type) -> &'static str {
    if ty.size() == 8 { "atom_" } else { "atomic_" }
}

fn bits_pointer(place: &Value, space: Space) -> String {
    let bits = if place.ty.size() == 8 { "ulong" } else { "uint" };
    format!("(volatile {}{bits} *)&{}", space.qualifier(), place.text)
}

fn to_bits(ty: &Type, text: &str) -> String {
    match ty {
        Type::F32 => format!("as_uint({text})"),
        Type::F64 => format!("as_ulong({text})"),
        ty => format!("({})({text})", if ty.size() == 8 { "ulong" } else { "uint" }),
    }
}

fn from_bits(ty: &Type, text: &str) -> String {
    match ty {
        Type::F32 => format!("as_float({text})"),
        Type::F64 => format!("as_double({text})"),
        ty => format!("({}){text}", scalar_name(ty)),
    }
}

fn op_name(op: AtomicOp) -> &'static str {
    match op {
        AtomicOp::Min => "min",
        AtomicOp::Max => "max",
        AtomicOp::Swap => "swap",
        AtomicOp::Reversed(BinaryOp::Sub) => "from_sub",
        AtomicOp::Reversed(BinaryOp::Div) => "from_div",
        AtomicOp::Reversed(BinaryOp::Rem) => "from_rem",
        AtomicOp::Binary(op) | AtomicOp::Reversed(op) => match op {
            BinaryOp::Add => "add",
            BinaryOp::Sub => "sub",
            BinaryOp::Mul => "mul",
            BinaryOp::Div => "div",
            BinaryOp::Rem => "rem",
            BinaryOp::BitAnd => "bit_and",
            BinaryOp::BitOr => "bit_or",
            BinaryOp::BitXor => "bit_xor",
            BinaryOp::Shl => "shl",
            BinaryOp::Shr => "shr",
            BinaryOp::And => "and",
            BinaryOp::Or => "or",
            BinaryOp::Eq => "eq",
            BinaryOp::Ne => "ne",
            BinaryOp::Lt => "lt",
            BinaryOp::Le => "le",
            BinaryOp::Gt => "gt",
            BinaryOp::Ge => "ge",
        },
    }
}
