//! Statements: what variables are known to be.

use super::{
    Fact, Prover,
    interval::{Interval, Known, NOTHING},
};
use crate::device::ir::{Atomic, Block, Construct, Expr, Range, Stmt, VarId, VarKind};

impl Prover<'_> {
    pub(super) fn block(&mut self, block: &'static Block) -> Known {
        block.stmts.iter().for_each(|stmt| self.stmt(stmt));
        block.value.as_ref().map_or(NOTHING, |value| self.expr(value))
    }

    fn stmt(&mut self, stmt: &'static Stmt) {
        match stmt {
            Stmt::Let(var, Some(value)) => self.bind(*var, value),
            Stmt::Let(_, None) | Stmt::Break(_) | Stmt::Continue(_) => {}
            Stmt::Assign(place, value) | Stmt::Update(_, place, value, _) => {
                self.expr(value);
                self.expr(place);
            }
            Stmt::Atomic(Atomic::Write { place, value } | Atomic::Update { place, value, .. }) => {
                self.expr(value);
                self.atomic_place(place);
            }
            Stmt::Expr(expr) => {
                self.expr(expr);
            }
            Stmt::For { var, range, body, .. } => {
                self.range(*var, range);
                self.block(body);
            }
            Stmt::While { condition, body, .. } => {
                self.expr(condition);
                self.block(body);
            }
            Stmt::Loop { body, .. } => {
                self.block(body);
            }
            Stmt::Return(value) => self.optional(value.as_ref()),
            Stmt::Atomic(Atomic::Read { place, .. }) => self.atomic_place(place),
            Stmt::Construct(construct) => self.construct(construct),
        }
    }

    pub(super) fn optional(&mut self, expr: Option<&'static Expr>) {
        if let Some(expr) = expr {
            self.expr(expr);
        }
    }

    fn construct(&mut self, construct: &'static Construct) {
        match construct {
            Construct::Parallel { num_threads, condition, body, .. } => {
                self.optional(num_threads.as_ref());
                self.optional(condition.as_ref());
                self.block(body);
            }
            Construct::Loop { nest, body, num_threads, agreed, .. } => {
                self.optional(num_threads.as_ref());
                agreed.iter().for_each(|(value, _)| {
                    self.expr(value);
                });
                nest.iter().for_each(|(var, range)| self.range(*var, range));
                self.block(body);
            }
            Construct::Barrier => {}
            Construct::Masked { filter, body } => {
                self.optional(filter.as_ref());
                self.block(body);
            }
            Construct::Single { body, .. } => {
                self.block(body);
            }
        }
    }

    fn bind(&mut self, var: VarId, value: &'static Expr) {
        self.learn_length(var, value);
        if self.code.vars[usize::from(var)].kind == VarKind::Slice {
            let slice = self.slice(value);
            self.facts[usize::from(var)] = slice.map_or(Fact::Nothing, Fact::Slice);
            return;
        }
        self.learn_lost(var, value);
        if let Some(range) = self.expr(value).range {
            self.learn(var, range);
        }
    }

    fn range(&mut self, var: VarId, range: &'static Range) {
        let (lo, hi) = (self.expr(&range.lo).range, self.expr(&range.hi).range);
        self.optional(range.step.as_ref().map(|(step, _)| step));
        self.learn_loop(var, range);
        if let (Some(lo), Some(hi)) = (lo, hi) {
            let last = if range.inclusive { hi.hi } else { hi.hi - 1 };
            // A loop that is never entered proves nothing, and needs no proof.
            self.learn(var, Interval { lo: lo.lo, hi: last.max(lo.lo) });
        }
    }
}
