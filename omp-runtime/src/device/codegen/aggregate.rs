//! Tuples, arrays and structs as values.

use super::{body::Body, literals::literal, module::Result, names::ascii, text::Value};
use crate::device::{
    ir::{Expr, ExprRef},
    types::Type,
};

/// Up to so many elements, `[a; N]` is written as a list.
const LIST: usize = 4;

impl Body<'_, '_> {
    pub(super) fn aggregate(&mut self, expr: &'static Expr) -> Result<Value> {
        match expr {
            Expr::Tuple([]) => Ok(Value::fixed("", &Type::Unit)),
            Expr::Tuple(parts) => {
                let parts = self.operand_list(*parts)?;
                let types: Vec<_> = parts.iter().map(|part| part.ty).collect();
                let ty = self.module.tuple(types);
                self.literal(ty, &parts)
            }
            Expr::Array(parts, slot) => {
                let parts = self.operand_list(*parts)?;
                self.literal(self.ty(*slot), &parts)
            }
            Expr::Repeat(part, slot) => self.repeat(part, self.ty(*slot)),
            Expr::Struct(fields, slot) => self.struct_value(fields, self.ty(*slot)),
            _ => unreachable!("not an aggregate"),
        }
    }

    fn literal(&mut self, ty: &'static Type, parts: &[Value]) -> Result<Value> {
        let name = self.module.type_name(ty)?;
        let parts: Vec<_> = parts.iter().map(|part| part.text.as_str()).collect();
        let parts = parts.join(", ");
        let list =
            if matches!(ty, Type::Array(..)) { format!("{{{{{parts}}}}}") } else { format!("{{{parts}}}") };
        Ok(Value::atom(format!("({name}){list}"), ty))
    }

    fn repeat(&mut self, part: ExprRef, ty: &'static Type) -> Result<Value> {
        let Type::Array(_, n) = ty else { return self.refuse("an array of unknown length") };
        let part = self.value(part)?;
        let part = self.pinned(part)?;
        if *n <= LIST {
            return self.literal(ty, &vec![part; *n]);
        }
        if literal(&part) == Some(0) {
            return self.module.zero(ty);
        }
        let (name, k) = (self.own_name("t"), self.own_name("k"));
        let of = self.module.type_name(ty)?;
        self.out.line(format_args!("{of} {name};"));
        self.out.open(format_args!("for (ulong {k} = 0; {k} < {n}; ++{k})"));
        self.out.line(format_args!("{name}.v[{k}] = {};", part.text));
        self.out.close();
        Ok(Value::fixed(name, ty))
    }

    /// The fields in the order of their declaration, evaluated in that of the source.
    fn struct_value(&mut self, fields: &'static [(&'static str, Expr)], ty: &'static Type) -> Result<Value> {
        let name = self.module.type_name(ty)?;
        let values = self.operand_list(fields.iter().map(|(_, value)| value))?;
        let list: Vec<_> = fields
            .iter()
            .zip(&values)
            .map(|((field, _), value)| format!(".m_{} = {}", ascii(field), value.text))
            .collect();
        Ok(Value::atom(format!("({name}){{{}}}", list.join(", ")), ty))
    }
}
