//! Indices that wrap or lose bits.
//!
//! That two iterations own different elements is a fact about the index as a function of the loop variables, in integers
//! without bounds. It holds in the kernel if the index has that value there, modulo 2^64: what is then outside of the array
//! fails its bounds check.

use super::{
    Prover,
    interval::{self, Interval, Known, fits},
};
use crate::device::ir::{BinaryOp, Expr, ExprRef, UnaryOp, VarId, VarKind};

/// What a local variable has lost on the way to its value.
#[derive(Clone, Copy, Default)]
pub(super) struct Lost {
    /// It is another value modulo 2^64.
    bits: bool,
    /// It is another value.
    value: bool,
}

impl Prover<'_> {
    pub(super) fn atomic_place(&mut self, place: &'static Expr) {
        let outer = std::mem::replace(&mut self.atomic, true);
        self.expr(place);
        self.atomic = outer;
    }

    /// Whether iterations have elements of their own in the array that `base` leads to.
    pub(super) fn is_shared_out(&self, base: &'static Expr) -> bool {
        match base {
            Expr::Var(var) => {
                let about = &self.code.vars[usize::from(*var)];
                about.kind == VarKind::Slice && about.mutable && !self.atomic
            }
            Expr::Index(inner, ..) | Expr::Field(inner, _) | Expr::Unary(UnaryOp::Deref, inner) => {
                self.is_shared_out(inner)
            }
            _ => false,
        }
    }

    /// `let` of a value that an index may have in it.
    pub(super) fn learn_lost(&mut self, var: VarId, value: &'static Expr) {
        let lost = Lost { bits: !self.keeps(value), value: !self.is_exact(value) };
        let known = &mut self.lost[usize::from(var)];
        *known = Lost { bits: known.bits | lost.bits, value: known.value | lost.value };
    }

    /// Whether an index has the value that it would have in integers without bounds, modulo 2^64.
    pub(super) fn keeps(&mut self, index: ExprRef) -> bool {
        match index {
            Expr::Var(var) => !self.lost[usize::from(*var)].bits,
            Expr::Unary(UnaryOp::Deref, a) => self.keeps(a),
            Expr::Unary(UnaryOp::Neg, a) => {
                let inside = self.negates(a) || self.expr(a).ty.is_some_and(|ty| ty.size() >= 8);
                inside && self.keeps(a)
            }
            Expr::Cast(a, slot) => {
                let to = self.ty(*slot);
                let known = self.expr(a);
                self.keeps(a) && (to.size() >= 8 || known.range.is_some_and(|range| fits(to, range)))
            }
            Expr::Binary(op @ (BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul), a, b, _) => {
                let (left, right) = (self.expr(a), self.expr(b));
                let wide = left.ty.is_some_and(|ty| ty.size() >= 8) && *op != BinaryOp::Mul;
                let inside = wide || interval::is_exact(*op, left, right);
                inside && self.keeps(a) && self.keeps(b)
            }
            other => self.is_exact(other),
        }
    }

    /// Whether an expression has the value that it would have in integers without bounds. What it is modulo 2^64 says nothing
    /// of a quotient of it: `n / 2` and `n as u8 / 2` are taken for the same part of an index, for they look the same.
    fn is_exact(&mut self, expr: ExprRef) -> bool {
        use BinaryOp::{Add, BitAnd, BitOr, BitXor, Div, Mul, Rem, Shl, Shr, Sub};
        match expr {
            Expr::Var(var) => !self.lost[usize::from(*var)].value,
            Expr::Unary(UnaryOp::Deref, a) => self.is_exact(a),
            Expr::Unary(UnaryOp::Neg, a) => self.negates(a) && self.is_exact(a),
            Expr::Cast(a, slot) => {
                let to = self.ty(*slot);
                let inside = self.expr(a).range.is_some_and(|range| fits(to, range));
                inside && self.is_exact(a)
            }
            Expr::Binary(op @ (Add | Sub | Mul | Shl), a, b, _) => {
                let (left, right) = (self.expr(a), self.expr(b));
                interval::is_exact(*op, left, right) && self.is_exact(a) && self.is_exact(b)
            }
            Expr::Binary(Div | Rem | BitAnd | BitOr | BitXor | Shr, a, b, _) => {
                self.is_exact(a) && self.is_exact(b)
            }
            // A value that is the same in all iterations, or no index of the iteration's own.
            _ => true,
        }
    }

    /// Whether a value can be negated.
    fn negates(&mut self, a: ExprRef) -> bool {
        let known = self.expr(a);
        let zero = Known { ty: known.ty, range: Some(Interval { lo: 0, hi: 0 }) };
        interval::is_exact(BinaryOp::Sub, zero, known)
    }
}
