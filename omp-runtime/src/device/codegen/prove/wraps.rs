//! Indices that wrap or lose bits.
//!
//! That two iterations own different elements is a fact about the index as a function of the loop variables, in integers
//! without bounds. It holds in the kernel if the index has that value there, modulo 2^64: what is then outside of the array
//! fails its bounds check.

use super::{Prover, interval::fits};
use crate::device::ir::{BinaryOp, Expr, ExprRef, UnaryOp, VarKind};

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

    /// Whether an index has the value that it would have in integers without bounds, modulo 2^64.
    pub(super) fn keeps(&mut self, index: ExprRef) -> bool {
        match index {
            Expr::Var(var) => !self.wrapped[usize::from(*var)],
            Expr::Unary(UnaryOp::Deref | UnaryOp::Neg, a) => self.keeps(a),
            Expr::Cast(a, slot) => {
                let to = self.ty(*slot);
                let known = self.expr(a);
                self.keeps(a) && (to.size() >= 8 || known.range.is_some_and(|range| fits(to, range)))
            }
            Expr::Binary(op @ (BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul), a, b, _) => {
                let (left, right) = (self.expr(a), self.expr(b));
                let wide = left.ty.is_some_and(|ty| ty.size() >= 8) && *op != BinaryOp::Mul;
                let inside = wide || super::interval::is_exact(*op, left, right);
                inside && self.keeps(a) && self.keeps(b)
            }
            // A value that is the same in all iterations, or no index of the iteration's own.
            _ => true,
        }
    }
}
