//! Tasks that are waited for in the block that creates them.

use quote::quote;
use syn::{Expr, Ident, Stmt};

use super::{bind, closure::Task, data::nothing, escaping, has_value, is_task};
use crate::{
    lower::{
        Lowerer,
        tokens::{body_stmts, site},
    },
    sharing::{access::Accesses, walk::walk_stmt},
    syntax::{self, Directive},
};

impl Lowerer<'_> {
    /// A task, then what runs beside it up to the wait, further tasks among it. Returns the names that the
    /// expression's tuple gives values to.
    pub(super) fn join(&mut self, stmts: &[Stmt], later: &[Stmt]) -> (Expr, Vec<Ident>) {
        let (task, rest) = stmts.split_first().expect("a group starts with a task");
        let (directive, body) = task_of(task);
        if rest.is_empty() {
            return (self.at_once(&directive, &body), Vec::new());
        }
        self.check_escapes(rest);
        let beside = self.accesses(&[], rest);
        let task = self.lower_task(&directive, &body, &beside);
        let next = rest.iter().position(is_task);
        let mut plain = rest[..next.unwrap_or(rest.len())].to_vec();
        let mut names = escaping(&plain, later);
        for stmt in &mut plain {
            walk_stmt(self, stmt);
        }
        let inner = next.map(|next| self.join(&rest[next..], later));
        let value = later.is_empty() && has_value(rest);
        let bound = inner.map(|(expr, inner)| {
            let stmt = bind(&expr, &inner, value);
            names.extend(inner);
            stmt
        });
        let values = (!names.is_empty()).then(|| quote!((#(#names,)*)));
        let (Task { setup, deferred, closure }, span) = (task, site(directive.span));
        let expr = syn::parse_quote_spanned! {span=> {
            #setup
            ::ferromp::__private::with_task(#deferred, #closure, || { #(#plain)* #bound #values })
        }};
        (expr, names)
    }

    /// A task that is waited for where it is created: nobody would be faster than this thread.
    pub(super) fn at_once(&mut self, directive: &Directive, body: &Expr) -> Expr {
        let Task { setup, closure, .. } = self.lower_task(directive, body, &nothing(&self.scopes));
        syn::parse_quote_spanned! {site(directive.span)=> {
            #setup
            ::ferromp::__private::task_at_once(#closure)
        }}
    }

    fn lower_task(&mut self, directive: &Directive, body: &Expr, beside: &Accesses) -> Task {
        self.check_names(directive);
        let accesses = self.accesses(&directive.clauses, &body_stmts(body));
        self.check_default(directive, &accesses);
        let copies = self.check_task(directive, &accesses, beside);
        let terms = self.terms(directive);
        self.task_closure(directive, body, &copies, terms)
    }
}

fn task_of(stmt: &Stmt) -> (Directive, Expr) {
    let Stmt::Expr(expr, _) = stmt else { unreachable!("a task is an expression statement") };
    let mut expr = expr.clone();
    let directive = syntax::statement_attrs_mut(&mut expr).and_then(syntax::take_first);
    (directive.expect("checked by `is_task`"), expr)
}
