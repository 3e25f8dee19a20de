//! What holds whatever the length of a slice is: `k` runs up to `a.len()`, so `a[k]` is in bounds. A slice keeps its
//! length: there is no assignment to one.

use super::Prover;
use crate::device::ir::{BinaryOp, Expr, Range, UnaryOp, VarId, VarKind};

/// What a value of type `usize` is, compared to the length of a slice.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    Is(VarId),
    Below(VarId),
}

/// What is known of a variable in this respect.
#[derive(Clone, Copy, Default)]
pub(super) struct Lengths {
    /// Of a value.
    value: Option<Length>,
    /// Of a slice: each index below its length is valid. Of a captured array only a section may be there.
    whole: bool,
}

impl Prover<'_> {
    /// A parameter of a function: slices come without their sections.
    pub(super) fn learn_parameter(&mut self, var: VarId) {
        self.lengths[usize::from(var)].whole = self.is_slice(var);
    }

    /// `let` of a slice or a value.
    pub(super) fn learn_length(&mut self, var: VarId, value: &'static Expr) {
        let known = if self.is_slice(var) {
            Lengths { value: None, whole: matches!(value, Expr::Slice(..)) }
        } else {
            Lengths { value: self.length(value), whole: false }
        };
        self.keep_length(var, known);
    }

    /// The variable of a loop.
    pub(super) fn learn_loop(&mut self, var: VarId, range: &'static Range) {
        let value = match self.length(&range.hi) {
            Some(Length::Is(slice)) if !range.inclusive => Some(Length::Below(slice)),
            Some(Length::Below(slice)) => Some(Length::Below(slice)),
            _ => None,
        };
        self.keep_length(var, Lengths { value, whole: false });
    }

    fn keep_length(&mut self, var: VarId, known: Lengths) {
        if !self.code.vars[usize::from(var)].mutable {
            self.lengths[usize::from(var)] = known;
        }
    }

    /// Whether an index is below the length of what it indexes, all of which is there.
    pub(super) fn is_below_length(&self, base: &'static Expr, index: &'static Expr) -> bool {
        self.named(base).is_some_and(|slice| {
            self.lengths[usize::from(slice)].whole && self.length(index) == Some(Length::Below(slice))
        })
    }

    fn length(&self, expr: &'static Expr) -> Option<Length> {
        use BinaryOp::{BitAnd, Div, Rem, Shr};
        let below = |expr| self.length(expr).filter(|length| matches!(length, Length::Below(_)));
        match expr {
            Expr::Len(of) => self.named(of).map(Length::Is),
            Expr::Var(var) => self.lengths[usize::from(*var)].value,
            Expr::Unary(UnaryOp::Deref, inner) => self.length(inner),
            // A length is unsigned, and so is the other operand. A divisor of zero has stopped the kernel before.
            Expr::Binary(Rem, a, b, _) => match self.length(b) {
                Some(Length::Is(slice) | Length::Below(slice)) => Some(Length::Below(slice)),
                None => below(a),
            },
            Expr::Binary(Div | Shr, a, _, _) => below(a),
            Expr::Binary(BitAnd, a, b, _) => below(a).or_else(|| below(b)),
            _ => None,
        }
    }

    /// The slice that an expression names.
    fn named(&self, expr: &'static Expr) -> Option<VarId> {
        match expr {
            Expr::Var(var) if self.is_slice(*var) => Some(*var),
            Expr::Unary(UnaryOp::Deref, inner) => self.named(inner),
            _ => None,
        }
    }

    fn is_slice(&self, var: VarId) -> bool {
        self.code.vars[usize::from(var)].kind == VarKind::Slice
    }
}
