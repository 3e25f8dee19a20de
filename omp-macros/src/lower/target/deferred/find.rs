//! Which statements defer, and where they may not.

use syn::{
    Expr, Stmt,
    visit::{self, Visit},
};

use super::tokens;
use crate::{
    error,
    report::Errors,
    syntax::{self, ClauseKind, Directive, Kind},
};

/// Whether a statement has a construct with `nowait`.
pub(super) fn defers(stmt: &Stmt) -> bool {
    Defers::any(stmt, false)
}

/// Whether it has one that no `taskwait` further in waits for.
pub(super) fn defers_on(stmt: &Stmt) -> bool {
    Defers::any(stmt, true)
}

struct Defers {
    found: bool,
    /// What a block waits for itself is left out.
    on: bool,
}

impl Defers {
    fn any(stmt: &Stmt, on: bool) -> bool {
        let mut defers = Self { found: false, on };
        defers.visit_stmt(stmt);
        defers.found
    }
}

impl<'ast> Visit<'ast> for Defers {
    fn visit_stmt(&mut self, stmt: &'ast Stmt) {
        self.found |= syntax::standalone(stmt).is_some_and(|directive| nowait(&directive));
        visit::visit_stmt(self, stmt);
    }
    fn visit_block(&mut self, block: &'ast syn::Block) {
        let waited =
            block.stmts.iter().rposition(|stmt| syntax::standalone(stmt).is_some() && is_taskwait(stmt));
        let from = waited.filter(|_| self.on).map_or(0, |at| at + 1);
        block.stmts[from..].iter().for_each(|stmt| self.visit_stmt(stmt));
    }
    fn visit_expr(&mut self, expr: &'ast Expr) {
        let attrs = syntax::expr_attrs(expr).map(Vec::as_slice).unwrap_or_default();
        match syntax::directives(attrs).unwrap_or_default().first() {
            Some(directive) if nowait(directive) => self.found = true,
            // A construct of its own waits for its own.
            Some(directive) if !directive.kind.stands_alone() => {}
            _ => visit::visit_expr(self, expr),
        }
    }
    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
    fn visit_expr_async(&mut self, _: &'ast syn::ExprAsync) {}
    fn visit_item(&mut self, _: &'ast syn::Item) {}
}

/// A future can be forgotten while a device works on the variables in it: no `nowait` there.
pub(in crate::lower) fn check_futures(sig: &syn::Signature, block: &syn::Block, errors: &mut Errors) {
    struct Futures<'e> {
        inside: bool,
        errors: &'e mut Errors,
    }
    impl Futures<'_> {
        fn found(&mut self, directive: &Directive) {
            if self.inside && nowait(directive) {
                self.errors.push(error::NOWAIT_IN_FUTURE.at(directive.span, &[]));
            }
        }
        fn within(&mut self, inside: bool, f: impl FnOnce(&mut Self)) {
            let before = std::mem::replace(&mut self.inside, inside);
            f(self);
            self.inside = before;
        }
    }
    impl<'ast> Visit<'ast> for Futures<'_> {
        fn visit_stmt(&mut self, stmt: &'ast Stmt) {
            if let Some(directive) = syntax::standalone(stmt) {
                self.found(&directive);
            }
            visit::visit_stmt(self, stmt);
        }
        fn visit_expr(&mut self, expr: &'ast Expr) {
            let attrs = syntax::expr_attrs(expr).map(Vec::as_slice).unwrap_or_default();
            syntax::directives(attrs).unwrap_or_default().iter().for_each(|directive| self.found(directive));
            visit::visit_expr(self, expr);
        }
        fn visit_expr_async(&mut self, expr: &'ast syn::ExprAsync) {
            self.within(true, |futures| visit::visit_expr_async(futures, expr));
        }
        fn visit_expr_closure(&mut self, expr: &'ast syn::ExprClosure) {
            self.within(expr.asyncness.is_some(), |futures| visit::visit_expr_closure(futures, expr));
        }
        fn visit_item(&mut self, _: &'ast syn::Item) {}
    }
    Futures { inside: sig.asyncness.is_some(), errors }.visit_block(block);
}

pub(super) fn nowait(directive: &Directive) -> bool {
    let on_device = matches!(
        directive.kind,
        Kind::Target(_) | Kind::TargetEnterData | Kind::TargetExitData | Kind::TargetUpdate
    );
    on_device && directive.clauses.iter().any(|clause| matches!(clause.kind, ClauseKind::Nowait))
}

pub(super) fn is_taskwait(stmt: &Stmt) -> bool {
    tokens::peek(stmt).is_some_and(|directive| matches!(directive.kind, Kind::Taskwait))
}

/// Whether the last statement of a list is one that has no value, though it has no semicolon either.
pub(super) fn is_statement(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Expr(expr, None) => {
            tokens::peek(stmt).is_some() || matches!(expr, Expr::ForLoop(_) | Expr::While(_))
        }
        _ => true,
    }
}
