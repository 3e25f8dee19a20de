//! Indices, as the loops and the team around them see them.

use syn::Expr;

use super::Collector;
use crate::sharing::{
    access::Index,
    affine::{Affine, locals, strip, written_out},
    bound::{is_team_num, is_thread_num},
    scope::VarId,
    slots::row,
};

impl Collector {
    pub(super) fn index(&self, expr: &Expr) -> Index {
        let boundary = self.context.loop_.as_ref().map_or(self.region, |loop_| loop_.boundary);
        if let Some(lone) = self.context.lone.as_ref().filter(|lone| lone.is_value(expr, &self.scopes)) {
            let affine = Some(lone.index.clone());
            return Index { expr: expr.clone(), affine, slot: self.slot(expr), through_let: true };
        }
        let written_out = written_out(expr, boundary, &self.scopes);
        let through_let = written_out.is_some();
        let expr = written_out.as_ref().unwrap_or(expr);
        let affine = match &self.context.loop_ {
            Some(loop_) => Affine::parse(expr, &loop_.vars, &self.scopes),
            None => None,
        };
        Index { expr: expr.clone(), affine, slot: self.slot(expr), through_let }
    }

    /// The stride, if an index picks the calling thread's own slot.
    fn slot(&self, expr: &Expr) -> Option<Expr> {
        if self.teams_loop {
            return None;
        }
        let thread_nums = self.thread_nums(expr);
        if self.is_number(strip(expr)) {
            return Some(syn::parse_quote!(1));
        }
        if self.league {
            // Nobody would check that `j` of `team * n + j` stays below `n`.
            return None;
        }
        row(expr, &thread_nums, &self.scopes).map(|(_, stride)| stride.expr)
    }

    /// The variables in `expr` that hold the thread number in the team of the region itself.
    fn thread_nums(&self, expr: &Expr) -> Vec<VarId> {
        locals(expr, &self.scopes).into_iter().filter(|id| self.holds_number(*id)).collect()
    }

    /// Whether a variable holds the number of the thread in the team of the region itself, or of the team.
    fn holds_number(&self, id: VarId) -> bool {
        let var = self.scopes.var(id);
        let end = self.context.nested.unwrap_or(VarId(usize::MAX));
        if self.league { var.team_num } else { id >= self.region && id < end && var.thread_num }
    }

    /// Whether an expression is that number.
    pub(super) fn is_number(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Path(path) => path
                .path
                .get_ident()
                .and_then(|name| self.scopes.lookup(name))
                .is_some_and(|id| self.holds_number(id)),
            _ if self.league => is_team_num(expr),
            _ => is_thread_num(expr) && self.context.nested.is_none(),
        }
    }
}
