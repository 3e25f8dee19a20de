//! Values: the interval of an expression.

use super::{
    Fact, Prover,
    interval::{Interval, Known, NOTHING, any, binary, clipped, hull},
};
use crate::device::{
    ir::{Arm, BinaryOp, Block, Expr, ExprRef, TypeSlot, UnaryOp, VarId, VarKind},
    types::Type,
};

impl Prover<'_> {
    pub(super) fn expr(&mut self, expr: &'static Expr) -> Known {
        match expr {
            Expr::Int(value, slot) => integer(*value, self.ty(*slot)),
            Expr::Float(_, slot) | Expr::Const(_, slot) => any(self.ty(*slot)),
            Expr::Bool(_) => any(&Type::Bool),
            Expr::Var(var) => self.variable(*var),
            Expr::Routine(_) => any(&Type::Usize),
            Expr::Unary(op, a) => self.unary(*op, a),
            Expr::Binary(op, a, b, _) => {
                let (a, b) = (self.expr(a), self.expr(b));
                binary(*op, a, b)
            }
            Expr::Cast(a, slot) => self.cast(a, self.ty(*slot)),
            Expr::Index(base, index, access) => self.index(base, index, access),
            Expr::Slice(..) => {
                self.slice(expr);
                NOTHING
            }
            Expr::Field(base, name) => self.field(base, name),
            Expr::Len(of) => self.len(of),
            Expr::Method(of, name, args, _) => self.method(of, name, args),
            Expr::Call(_, args) | Expr::Tuple(args) => self.all(args),
            Expr::Array(parts, slot) => self.parts(*parts, *slot),
            Expr::Repeat(value, slot) => self.parts([*value], *slot),
            Expr::Struct(fields, slot) => self.parts(fields.iter().map(|(_, value)| value), *slot),
            Expr::If(condition, then, otherwise, slot) => self.branch(condition, then, *otherwise, *slot),
            Expr::Match(of, arms, slot) => self.arms(of, arms, *slot),
            Expr::Block(block, _) => self.block(block),
        }
    }

    fn all(&mut self, exprs: &'static [Expr]) -> Known {
        for expr in exprs {
            self.expr(expr);
        }
        NOTHING
    }

    fn cast(&mut self, a: ExprRef, ty: &'static Type) -> Known {
        match self.expr(a).range {
            Some(range) if ty.is_integer() => clipped(ty, range),
            _ => any(ty),
        }
    }

    /// An array or struct of these.
    fn parts(&mut self, parts: impl IntoIterator<Item = ExprRef>, slot: TypeSlot) -> Known {
        for part in parts {
            self.expr(part);
        }
        any(self.ty(slot))
    }

    fn branch(
        &mut self,
        condition: ExprRef,
        then: &'static Block,
        otherwise: Option<&'static Block>,
        slot: Option<TypeSlot>,
    ) -> Known {
        self.expr(condition);
        let then = self.block(then);
        let otherwise = otherwise.map_or(NOTHING, |block| self.block(block));
        hull(then, otherwise, slot.map(|slot| self.ty(slot)))
    }

    fn arms(&mut self, of: ExprRef, arms: &'static [Arm], slot: Option<TypeSlot>) -> Known {
        self.expr(of);
        for arm in arms {
            self.optional(arm.guard.as_ref());
            self.block(&arm.body);
        }
        slot.map_or(NOTHING, |slot| any(self.ty(slot)))
    }

    fn variable(&self, var: VarId) -> Known {
        let about = &self.code.vars[usize::from(var)];
        let ty = self.ty(about.ty);
        match self.facts[usize::from(var)] {
            _ if about.kind == VarKind::Slice => NOTHING,
            Fact::Value(range) => clipped(ty, range),
            _ => any(ty),
        }
    }

    fn unary(&mut self, op: UnaryOp, a: ExprRef) -> Known {
        let a = self.expr(a);
        match (op, a) {
            (UnaryOp::Deref, a) => a,
            (UnaryOp::Neg, Known { ty: Some(ty), range: Some(range) }) => {
                clipped(ty, Interval { lo: -range.hi, hi: -range.lo })
            }
            (_, Known { ty, .. }) => ty.map_or(NOTHING, any),
        }
    }

    fn field(&mut self, base: ExprRef, name: &str) -> Known {
        let ty = match self.expr(base).ty {
            Some(Type::Struct(of)) => of.fields.iter().find(|field| field.0 == name).map(|field| field.1),
            Some(Type::Tuple(fields)) => name.parse::<usize>().ok().and_then(|k| fields.get(k).copied()),
            _ => None,
        };
        ty.map_or(NOTHING, any)
    }

    fn method(&mut self, of: ExprRef, name: &str, args: &'static [Expr]) -> Known {
        let a = self.expr(of);
        let mut first = NOTHING;
        for (k, arg) in args.iter().enumerate() {
            let known = self.expr(arg);
            if k == 0 {
                first = known;
            }
        }
        let Known { ty: Some(ty), range: Some(x) } = a else { return NOTHING };
        let Some(y) = first.range.filter(|_| ty.is_integer()) else { return NOTHING };
        match name {
            "min" => clipped(ty, Interval { lo: x.lo.min(y.lo), hi: x.hi.min(y.hi) }),
            "max" => clipped(ty, Interval { lo: x.lo.max(y.lo), hi: x.hi.max(y.hi) }),
            "wrapping_add" => binary(BinaryOp::Add, a, first),
            "wrapping_sub" => binary(BinaryOp::Sub, a, first),
            "wrapping_mul" => binary(BinaryOp::Mul, a, first),
            "rem_euclid" if y.lo > 0 => clipped(ty, Interval { lo: 0, hi: y.hi - 1 }),
            "saturating_sub" if ty.is_unsigned() => {
                clipped(ty, Interval { lo: (x.lo - y.hi).max(0), hi: (x.hi - y.lo).max(0) })
            }
            _ => NOTHING,
        }
    }
}

fn integer(value: u128, ty: &'static Type) -> Known {
    let value = i128::try_from(value).unwrap_or(i128::MAX);
    clipped(ty, Interval { lo: value, hi: value })
}
