//! Expressions. An operand stays an expression as long as no statement comes between it and its use that could change
//! it; then it moves to a temporary. So the order of evaluation is Rust's, and plain arithmetic stays readable.

use super::{
    body::{Binding, Body},
    literals,
    module::{Result, scalar_name},
    text::{Level, Value},
};
use crate::device::{
    ir::{BinaryOp, Expr, Routine, UnaryOp, VarId},
    types::Type,
};

impl Body<'_, '_> {
    /// Translates an expression. Checks and whatever else must be a statement come out before it.
    pub(super) fn value(&mut self, expr: &'static Expr) -> Result<Value> {
        match expr {
            Expr::Int(value, slot) => Ok(literals::int(*value, self.ty(*slot))),
            Expr::Float(text, slot) => Ok(literals::float(text, self.ty(*slot))),
            Expr::Bool(value) => Ok(Value::fixed(value.to_string(), &Type::Bool)),
            Expr::Var(var) => self.variable(*var),
            Expr::Const(number, slot) => self.constant(*number, self.ty(*slot)),
            Expr::Routine(routine) => Ok(self.routine(*routine)),
            Expr::Unary(UnaryOp::Deref, inner) => self.value(inner),
            Expr::Unary(op, inner) => self.unary(*op, inner),
            Expr::Binary(BinaryOp::And, a, b, _) => self.short_circuit(a, b, true),
            Expr::Binary(BinaryOp::Or, a, b, _) => self.short_circuit(a, b, false),
            Expr::Binary(op, a, b, site) => {
                self.line = site.line;
                let [a, b] = self.operands([*a, *b])?;
                self.binary(*op, a, b, *site)
            }
            Expr::Cast(inner, slot) => {
                let inner = self.value(inner)?;
                self.cast(inner, self.ty(*slot))
            }
            Expr::Index(..) | Expr::Field(..) => self.place(expr),
            Expr::Slice(..) => self.refuse("a slice where a value is needed"),
            Expr::Len(of) => self.len(of),
            Expr::Method(of, name, args, site) => self.method(of, name, args, *site),
            Expr::Call(number, args) => self.call(*number, args),
            Expr::Tuple(_) | Expr::Array(..) | Expr::Repeat(..) | Expr::Struct(..) => self.aggregate(expr),
            Expr::If(.., slot) | Expr::Match(.., slot) | Expr::Block(_, slot) => {
                let ty = slot.map_or(&Type::Unit, |slot| self.ty(slot));
                self.branching_value(expr, ty)
            }
        }
    }

    fn variable(&mut self, var: VarId) -> Result<Value> {
        let ty = self.var_type(var);
        match self.binding(var) {
            Binding::Value { place, fixed, .. } => {
                Ok(Value { fixed: *fixed, ..Value::atom(place.clone(), ty) })
            }
            Binding::Slice(_) => self.refuse(format!("the slice `{}` as a value", self.var_name(var))),
        }
    }

    fn constant(&mut self, number: u16, ty: &'static Type) -> Result<Value> {
        let bytes = &self.consts[usize::from(number)];
        literals::constant(self.module, ty, bytes)
    }

    /// Evaluates from left to right.
    pub(super) fn operands<const N: usize>(&mut self, exprs: [&'static Expr; N]) -> Result<[Value; N]> {
        let values = self.operand_list(exprs)?;
        Ok(values.try_into().expect("as many values as expressions"))
    }

    pub(super) fn operand_list(
        &mut self,
        exprs: impl IntoIterator<Item = &'static Expr>,
    ) -> Result<Vec<Value>> {
        let mut values: Vec<Value> = Vec::new();
        for expr in exprs {
            let (at, effects) = (self.out.position(), self.effects);
            let value = self.value(expr)?;
            if self.effects != effects {
                self.settle(&mut values, at)?;
            }
            values.push(value);
        }
        Ok(values)
    }

    /// Moves what could change since position `at` to temporaries there.
    pub(super) fn settle(&mut self, values: &mut [Value], at: usize) -> Result<()> {
        for value in values.iter_mut().rev().filter(|value| !value.fixed) {
            let (name, ty) = (self.own_name("t"), self.module.type_name(value.ty)?);
            self.out.insert(at, format_args!("const {ty} {name} = {};", value.text));
            *value = Value::fixed(name, value.ty);
        }
        Ok(())
    }

    fn unary(&mut self, op: UnaryOp, inner: &'static Expr) -> Result<Value> {
        if let (UnaryOp::Neg, Expr::Int(value, slot)) = (op, inner) {
            return Ok(literals::negative_int(*value, self.ty(*slot)));
        }
        let a = self.value(inner)?;
        let ty = a.ty;
        let (text, level) = match (op, ty) {
            (UnaryOp::Neg, Type::F32 | Type::F64) => {
                let a = a.at(Level::Unary);
                (if a.starts_with('-') { format!("-({a})") } else { format!("-{a}") }, Level::Unary)
            }
            (UnaryOp::Neg, _) => return Ok(super::ops::negation(&a)),
            (_, Type::Bool) => (format!("!{}", a.at(Level::Unary)), Level::Unary),
            (_, _) if ty.size() < 4 => {
                (format!("({})~{}", scalar_name(ty), a.at(Level::Unary)), Level::Unary)
            }
            _ => (format!("~{}", a.at(Level::Unary)), Level::Unary),
        };
        Ok(Value::new(text, ty, level))
    }

    /// `&&` (if `and`) or `||`. The right side stays an expression unless it needs statements.
    fn short_circuit(&mut self, a: &'static Expr, b: &'static Expr, and: bool) -> Result<Value> {
        let a = self.value(a)?;
        let (lines, b) = self.apart(|body| body.value(b))?;
        let (op, level) = if and { ("&&", Level::LogicalAnd) } else { ("||", Level::LogicalOr) };
        if lines.is_empty() {
            // C compilers warn of `&&` beside `||` without parentheses.
            let side = |value: &Value| {
                let other = [Level::LogicalAnd, Level::LogicalOr].contains(&value.level);
                value.at(if other && value.level != level { Level::Atom } else { level })
            };
            return Ok(Value::new(format!("{} {op} {}", side(&a), side(&b)), &Type::Bool, level));
        }
        let name = self.own_name("t");
        self.out.line(format_args!("bool {name} = {};", a.text));
        self.out.open(format_args!("if ({}{name})", if and { "" } else { "!" }));
        self.out.append(lines);
        self.out.line(format_args!("{name} = {};", b.text));
        self.out.close();
        Ok(Value::fixed(name, &Type::Bool))
    }

    fn routine(&mut self, routine: Routine) -> Value {
        self.asks_place = true;
        let threads = &self.threads;
        let number = |text: &str| Value::fixed(text, &Type::Usize);
        match routine {
            Routine::TeamNum => number(&threads.team),
            Routine::NumTeams => number(&threads.teams),
            Routine::ThreadNum => number(&threads.thread),
            Routine::NumThreads => number(&threads.threads),
            Routine::MaxThreads | Routine::ThreadLimit => number("get_local_size(0)"),
            Routine::IsInitialDevice => Value::fixed("false", &Type::Bool),
            Routine::DeviceNum => number(&threads.device),
            Routine::InParallel => Value::new(format!("{} > 0", threads.level), &Type::Bool, Level::Relation),
            Routine::Level => number(&threads.level),
        }
    }
}
