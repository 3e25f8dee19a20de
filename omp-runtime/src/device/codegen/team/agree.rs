//! What the threads of a team must agree on: where control flow around a barrier goes, and which iterations they share.
//!
//! On the host a thread that goes another way is found when it meets another construct. Here the others would be taken
//! along, or wait for ever. So each thread evaluates what decides, and one that finds another value than thread 0 reports
//! it. What is the same for all threads by its form is evaluated once.

use super::Reach;
use crate::device::{
    codegen::{
        FaultKind,
        body::{Body, Mode},
        module::Result,
        nest::Level,
        text::Value,
        uses,
    },
    ir::{Block, Construct, Expr, Over, Range, Site, Stmt, VarId},
    types::Type,
};

impl Body<'_, '_> {
    /// A value that decides what the team does.
    pub(super) fn agreed(&mut self, expr: &'static Expr, ty: &'static Type) -> Result<Value> {
        let sites = self.asked(expr);
        let shared = self.own_name("shared");
        self.broadcast_by(&shared, sites, |body| body.value(expr), ty)
    }

    /// Where threads that have another value are to be reported; `None`: there are no others, or they have the same.
    pub(super) fn asked(&self, expr: &'static Expr) -> Option<Site> {
        (self.mode == Mode::Parallel && !self.is_uniform(expr)).then(|| self.site_of(expr))
    }

    /// Reports the threads that have another value than thread 0.
    pub(super) fn compare(&mut self, mine: &str, told: &str, site: Site) {
        self.may_fail = true;
        let apart = format!("{mine} != {told}");
        let guard =
            self.guard(self.active.as_deref()).map_or(apart.clone(), |guard| format!("{guard} && {apart}"));
        let (kind, file, Site { line, column }) = (FaultKind::Apart as u32, self.file, site);
        self.out.open(format_args!("if ({guard})"));
        self.out.line(format_args!(
            "omp_fault(omp_faults, {kind}, {file}, {line}, {column}, get_local_id(0), 0, 0);"
        ));
        self.out.close();
    }

    /// The ranges of a loop that the threads share, if they might not agree on them.
    pub(super) fn agreed_levels(&mut self, nest: &'static [(VarId, Range)]) -> Result<Option<Vec<Level>>> {
        if nest.iter().all(|(_, range)| self.is_uniform_range(range)) {
            return Ok(None);
        }
        let mut levels = Vec::new();
        for (var, range) in nest {
            let counted = self.told_range(range, self.var_type(*var))?;
            levels.push(self.level(*var, &counted));
        }
        Ok(Some(levels))
    }

    /// Compares the values that say which elements the iterations of a loop own.
    pub(super) fn agree_on(&mut self, values: &'static [(Expr, Site)]) -> Result<()> {
        for (value, site) in values.iter().filter(|(value, _)| !self.is_uniform(value)).collect::<Vec<_>>() {
            let (ty, shared) = (self.type_of(value)?, self.own_name("shared"));
            self.broadcast_by(&shared, Some(*site), |body| body.value(value), ty)?;
        }
        Ok(())
    }

    fn is_uniform_range(&self, range: &'static Range) -> bool {
        let step = range.step.as_ref().is_none_or(|(step, _)| self.is_uniform(step));
        step && self.is_uniform(&range.lo) && self.is_uniform(&range.hi)
    }

    /// Whether the threads meet the same constructs in a statement, in the same order, by its form. Those that nobody waits
    /// in are meant: of others they are asked.
    pub(super) fn is_met(&self, stmt: &'static Stmt) -> bool {
        if self.mode != Mode::Parallel || !uses::shares_any(stmt) {
            return true;
        }
        match stmt {
            Stmt::Expr(expr) => self.is_met_expr(expr),
            Stmt::For { range, body, .. } => {
                self.is_uniform_range(range)
                    && !body.stmts.iter().any(uses::jumps_out)
                    && self.is_met_block(body)
            }
            Stmt::Construct(Construct::Single { .. }) => true,
            Stmt::Construct(Construct::Loop { over: Over::Threads, nest, agreed, .. }) => {
                self.reach_of_loop(nest, agreed) >= Reach::Region
            }
            _ => false,
        }
    }

    fn is_met_block(&self, block: &'static Block) -> bool {
        let value = block.value.as_ref();
        block.stmts.iter().all(|stmt| self.is_met(stmt)) && value.is_none_or(|value| self.is_met_expr(value))
    }

    pub(super) fn is_met_expr(&self, expr: &'static Expr) -> bool {
        if self.mode != Mode::Parallel || !uses::shares_any_expr(expr) {
            return true;
        }
        match expr {
            Expr::Block(block, _) => self.is_met_block(block),
            Expr::If(condition, then, otherwise, _) => {
                self.is_uniform(condition)
                    && self.is_met_block(then)
                    && otherwise.is_none_or(|block| self.is_met_block(block))
            }
            _ => false,
        }
    }

    /// Where an expression stands.
    fn site_of(&self, expr: &'static Expr) -> Site {
        let mut found = None;
        uses::each_in_expr(expr, &mut |node| {
            if let uses::Node::Expr(
                Expr::Binary(.., site)
                | Expr::Method(.., site)
                | Expr::Slice(.., site)
                | Expr::Index(_, _, crate::device::ir::Access { site, .. }),
            ) = node
            {
                found.get_or_insert(*site);
            }
        });
        found.unwrap_or(Site { line: self.line, column: 0 })
    }
}
