//! The closure of a task, and on what terms it runs.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, Ident};

use crate::{
    lower::{Lowerer, With, tokens::body_stmts},
    sharing::{place::PlaceKey, walk::Walk},
    syntax::{Clause, ClauseKind, Directive},
};

/// What the clauses `if` and `final` say, when the task is created.
pub(super) struct Terms {
    lets: TokenStream,
    deferred: TokenStream,
    last: Option<Ident>,
}

/// A task, ready to be handed to the runtime.
pub(super) struct Task {
    /// Runs before: evaluates the clauses, makes the copies.
    pub(super) setup: TokenStream,
    /// Whether the task may be deferred.
    pub(super) deferred: TokenStream,
    pub(super) closure: TokenStream,
}

impl Lowerer<'_> {
    pub(super) fn terms(&mut self, directive: &Directive) -> Terms {
        let mut lets = TokenStream::new();
        let mut named = |l: &mut Self, what: &str, value: &Expr| {
            let (name, value) = (l.fresh(what), l.clause_expr(value));
            lets.extend(quote!(let #name: bool = #value;));
            name
        };
        let (mut condition, mut last) = (None, None);
        for clause in &directive.clauses {
            match &clause.kind {
                ClauseKind::If(e) => condition = Some(named(self, "condition", e)),
                ClauseKind::Final(e) => last = Some(named(self, "final", e)),
                _ => {}
            }
        }
        let deferred = match (condition, &last) {
            (None, None) => quote!(true),
            (Some(condition), None) => quote!(#condition),
            (None, Some(last)) => quote!(!#last),
            (Some(condition), Some(last)) => quote!(#condition && !#last),
        };
        Terms { lets, deferred, last }
    }

    /// The task's closure, and the copies made for it when it is created.
    pub(super) fn task_closure(
        &mut self,
        directive: &Directive,
        body: &Expr,
        copies: &[PlaceKey],
        terms: Terms,
    ) -> Task {
        let Terms { lets: mut setup, deferred, last } = terms;
        let mut inside = TokenStream::new();
        let mut renamed = Vec::new();
        for key in copies {
            let (copy, original) = (self.fresh("copy"), self.expr_of(key));
            setup.extend(quote!(let #copy = ::core::clone::Clone::clone(&#original);));
            renamed.push((key.clone(), copy));
        }
        let body = self.inside(false, |l| {
            for (key, copy) in renamed {
                let name = l.scopes.var(key.var).name.clone();
                if key.fields.is_empty() {
                    l.scopes.declare(name.clone(), true, None);
                    inside.extend(quote!(#[allow(unused_mut)] let mut #name = #copy;));
                } else {
                    l.substitute(&key, With::Name(copy.clone()));
                }
            }
            let only_private: Vec<Clause> = directive
                .clauses
                .iter()
                .filter(|c| matches!(c.kind, ClauseKind::Private(_)))
                .cloned()
                .collect();
            let privates = l.privates(&Directive { clauses: only_private, ..directive.clone() });
            let (per_thread, per_body) = (privates.per_thread, privates.per_body);
            let mut stmts = body_stmts(body);
            l.stmts(&mut stmts);
            quote!(#inside #per_thread #per_body #(#stmts)*)
        });
        let closure = match last {
            None => quote!(|| { #body }),
            Some(last) => quote!(|| ::ferromp::__private::final_task(#last, || { #body })),
        };
        Task { setup, deferred, closure }
    }
}
