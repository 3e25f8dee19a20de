//! Accesses: lengths, and indices within them.

use super::{
    Fact, Prover, Slice,
    interval::{Interval, Known, NOTHING, any, clipped},
    mark,
};
use crate::device::{
    ir::{Access, Expr, ExprRef, Own, UnaryOp, VarKind},
    types::Type,
};

impl Prover<'_> {
    pub(super) fn index(&mut self, base: ExprRef, index: ExprRef, access: &Access) -> Known {
        let slice = self.slice(base);
        let at = self.expr(index).range;
        let inside = slice.zip(at).is_some_and(|(slice, at)| at.lo >= slice.lo && at.hi < slice.hi)
            || self.is_below_length(base, index);
        mark(&mut self.proven.bounds, &mut self.failed.bounds, access.id, inside);
        self.proven.wraps |=
            matches!(access.own, Own::Exact) && self.is_shared_out(base) && !self.keeps(index);
        if let Own::Row { offset, width } = access.own {
            let (offset, width) = (self.expr(offset).range, self.expr(width).range);
            let inside =
                offset.zip(width).is_some_and(|(offset, width)| offset.lo >= 0 && offset.hi < width.lo);
            mark(&mut self.proven.rows, &mut self.failed.rows, access.id, inside);
        }
        self.element_type(base).map_or(NOTHING, any)
    }

    /// The type of the elements of what is indexed.
    fn element_type(&self, base: &'static Expr) -> Option<&'static Type> {
        let of_array =
            |ty: &'static Type| if let Type::Array(element, _) = ty { Some(*element) } else { None };
        match base {
            Expr::Var(var) => {
                let about = &self.code.vars[usize::from(*var)];
                let ty = self.ty(about.ty);
                if about.kind == VarKind::Slice { Some(ty) } else { of_array(ty) }
            }
            Expr::Unary(UnaryOp::Deref, inner) | Expr::Slice(inner, ..) => self.element_type(inner),
            Expr::Index(inner, ..) => self.element_type(inner).and_then(of_array),
            _ => None,
        }
    }

    /// What is known of an expression as a slice, or of an array.
    pub(super) fn slice(&mut self, expr: &'static Expr) -> Option<Slice> {
        match expr {
            Expr::Var(var) if self.code.vars[usize::from(*var)].kind == VarKind::Slice => {
                match self.facts[usize::from(*var)] {
                    Fact::Slice(slice) => Some(slice),
                    _ => None,
                }
            }
            Expr::Unary(UnaryOp::Deref, inner) => self.slice(inner),
            Expr::Slice(base, lo, hi, _) => {
                let whole = self.slice(base);
                let start = lo.map_or(Some(Interval { lo: 0, hi: 0 }), |lo| self.expr(lo).range);
                let end = hi.map_or(whole.map(|whole| whole.len), |hi| self.expr(hi).range);
                let (start, end) = (start?, end?);
                let len = Interval { lo: (end.lo - start.hi).max(0), hi: (end.hi - start.lo).max(0) };
                Some(Slice { len, lo: 0, hi: len.lo })
            }
            place => match self.expr(place).ty {
                Some(Type::Array(_, n)) => {
                    let n = *n as i128;
                    Some(Slice { len: Interval { lo: n, hi: n }, lo: 0, hi: n })
                }
                _ => None,
            },
        }
    }

    pub(super) fn len(&mut self, of: ExprRef) -> Known {
        match self.slice(of) {
            Some(slice) => clipped(&Type::Usize, slice.len),
            None => any(&Type::Usize),
        }
    }
}
