//! A stretch: from the first deferred construct to the wait, and what its constructs use.

use proc_macro2::{Ident, Span};
use quote::quote;
use syn::Stmt;

use super::{
    super::super::{
        Lowerer,
        opening::Opened,
        task,
        tokens::{self, has_barrier, mentions},
    },
    Stretch, Wanted,
    find::{defers, defers_on, is_statement, is_taskwait},
};
use crate::{error, report::Extent, sharing::walk::walk_stmt, syntax};

impl Lowerer<'_> {
    /// Lowers a statement list with deferred constructs. `false`: it has none.
    pub(in crate::lower) fn stmts_with_nowait(&mut self, stmts: &mut Vec<Stmt>) -> bool {
        if self.stretch.is_some() {
            if !stmts.iter().any(defers) {
                return false;
            }
            let mark = self.substitutes.len();
            self.within_stretch(stmts);
            self.substitutes.truncate(mark);
            return true;
        }
        if !stmts.iter().any(defers_on) {
            return false;
        }
        let list = std::mem::take(stmts);
        let mut rest = list.as_slice();
        while let Some(first) = rest.iter().position(|stmt| defers_on(stmt) && !self.passes_barrier(stmt)) {
            self.undeferred(&rest[..first], stmts);
            let end = (first..rest.len()).find(|&i| is_taskwait(&rest[i]) || self.passes_barrier(&rest[i]));
            let segment = &rest[first..end.unwrap_or(rest.len())];
            rest = end.map_or(&[], |end| &rest[end..]);
            self.stretch(segment, rest.is_empty(), stmts);
            if let Some((wait, later)) = rest.split_first() {
                if !(is_taskwait(wait) && syntax::standalone(wait).is_some()) {
                    self.undeferred(std::slice::from_ref(wait), stmts);
                }
                rest = later;
            }
        }
        self.undeferred(rest, stmts);
        true
    }

    /// At a barrier of the region all of its tasks are complete (OpenMP 5.2, 15.3.1); and what a stretch has open of the
    /// region's variables, no barrier may meet.
    fn passes_barrier(&self, stmt: &Stmt) -> bool {
        self.direct && has_barrier(stmt)
    }

    fn undeferred(&mut self, list: &[Stmt], out: &mut Vec<Stmt>) {
        let mut list = list.to_vec();
        if task::any(&list) {
            self.stmts_with_tasks(&mut list);
            out.extend(list);
        } else if self.direct {
            out.extend(self.region_stmts(list, false));
        } else {
            for stmt in &mut list {
                walk_stmt(self, stmt);
            }
            out.extend(list);
        }
    }

    /// The statements from the first deferred construct to the wait.
    fn stretch(&mut self, segment: &[Stmt], last: bool, out: &mut Vec<Stmt>) {
        if task::any(segment) {
            return self.tasks_beside(segment);
        }
        let mark = self.substitutes.len();
        let direct = std::mem::replace(&mut self.direct, false);
        let accesses = self.accesses(&[], segment);
        let opened = if direct { self.open(&accesses, false) } else { Opened::default() };
        out.extend(tokens::stmts(&opened.lets));
        let deferred = self.fresh("deferred");
        out.push(syn::parse_quote!(let #deferred = ::ferromp::__private::device::Deferred::new();));
        let wanted = self.trial(&deferred, segment);
        self.stretch = Some(Stretch::new(deferred.clone(), wanted.clone(), false));
        let boundary = self.scopes.boundary();
        for wanted in wanted.iter().filter(|wanted| wanted.key.var < boundary) {
            out.extend(self.lend(wanted));
        }
        let mut body = segment.to_vec();
        self.within_stretch(&mut body);
        let by_drop = last && body.last().is_some_and(|_| !segment.last().is_some_and(is_statement));
        out.extend(body);
        self.stretch = None;
        self.direct = direct;
        self.substitutes.truncate(mark);
        if !by_drop {
            let drops = opened.drops;
            let last_stmt = out.pop().map(|stmt| match stmt {
                Stmt::Expr(expr, None) => Stmt::Expr(expr, Some(syn::parse_quote!(;))),
                stmt => stmt,
            });
            out.extend(last_stmt);
            out.extend(tokens::stmts(&quote!(#deferred.wait(); ::core::mem::drop(#deferred); #drops)));
        }
    }

    fn tasks_beside(&mut self, segment: &[Stmt]) {
        let find = |wanted: &dyn Fn(&Stmt) -> bool| {
            segment
                .iter()
                .find(|stmt| wanted(stmt))
                .map_or_else(Span::call_site, |stmt| Extent::of(stmt).first)
        };
        let (task, target) = (find(&|stmt| task::any(std::slice::from_ref(stmt))), find(&defers));
        self.errors.push(error::TASK_BESIDE_NOWAIT.at(task, &[]));
        self.errors.note(target, "the target construct with `nowait` is here");
    }

    /// What the deferred constructs of statements use: they are lowered, and the result thrown away.
    fn trial(&mut self, deferred: &Ident, segment: &[Stmt]) -> Vec<Wanted> {
        let (scopes, errors, substitutes) = (self.scopes.clone(), self.errors.len(), self.substitutes.len());
        self.stretch = Some(Stretch::new(deferred.clone(), Vec::new(), true));
        let mut body = segment.to_vec();
        for stmt in &mut body {
            walk_stmt(self, stmt);
        }
        self.scopes = scopes;
        self.errors.truncate(errors);
        self.substitutes.truncate(substitutes);
        self.stretch.take().map(|stretch| stretch.wanted).unwrap_or_default()
    }

    /// Statements of a stretch, at whatever depth: what they declare is lent when a construct needs it.
    fn within_stretch(&mut self, stmts: &mut Vec<Stmt>) {
        for mut stmt in std::mem::take(stmts) {
            if defers(&stmt) {
                for wanted in self.newly_wanted(&stmt) {
                    let lets = self.move_in(&wanted);
                    stmts.extend(lets);
                }
            }
            walk_stmt(self, &mut stmt);
            stmts.push(stmt);
        }
    }

    fn newly_wanted(&self, stmt: &Stmt) -> Vec<Wanted> {
        let Some(stretch) = self.stretch.as_ref().filter(|stretch| !stretch.trial) else { return Vec::new() };
        let boundary = self.scopes.boundary();
        let new = |wanted: &&Wanted| {
            let var = wanted.key.var;
            if var >= boundary || self.lent(&wanted.key).is_some() {
                return false;
            }
            let name = &self.scopes.var(var).name;
            self.scopes.lookup(name) == Some(var) && mentions(std::slice::from_ref(stmt), name)
        };
        stretch.wanted.iter().filter(new).cloned().collect()
    }
}
