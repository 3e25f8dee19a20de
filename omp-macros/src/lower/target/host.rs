//! What runs where there is no device: the constructs that there are without one. A league is one team.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, Ident};

use super::super::{
    Lowerer,
    clauses::{self, borrow_mut},
    tokens::body_stmts,
};
use crate::{
    sharing::{
        affine::pure,
        walk::{Walk, walk_statement},
    },
    syntax::{Clause, ClauseKind, Directive, Kind, TargetKind},
};

/// The construct that takes the place of a combined one.
pub(super) fn host_kind(kind: &Kind) -> Option<Kind> {
    match kind {
        Kind::Target(TargetKind::Parallel) => Some(Kind::Parallel),
        kind if kind.forks() && kind.is_loop() => Some(Kind::ParallelFor),
        _ => None,
    }
}

/// The directive for the host, and its clauses' values by name: they are evaluated once for host and device.
pub(super) struct HostDirective {
    pub(super) directive: Directive,
    pub(super) lets: TokenStream,
}

impl Lowerer<'_> {
    /// `teams`, `distribute` and their combinations outside of `target`.
    pub(in super::super) fn teams(&mut self, directive: &Directive, expr: &mut Expr) {
        let HostDirective { directive: host, lets } = self.host_directive(directive);
        let teams = self.league_of_one(directive);
        let Limit { lets: limit, outside } = self.thread_limit(&host);
        if host.kind == Kind::ParallelFor {
            self.parallel_for(&host, expr);
        } else {
            self.check_names(directive);
            let sound = directive.kind == Kind::Distribute || self.check_league(directive, &body_stmts(expr));
            if sound {
                let block = self.initial_thread(directive, expr);
                *expr = syn::parse_quote!(#block);
            }
        }
        self.limit = outside;
        *expr = syn::parse_quote!({ #lets #teams #limit #expr });
    }

    /// `num_teams` allows fewer, and the host has one. It is evaluated nevertheless.
    fn league_of_one(&mut self, directive: &Directive) -> TokenStream {
        let mut teams = TokenStream::new();
        for clause in &directive.clauses {
            if let ClauseKind::NumTeams(count) = &clause.kind {
                let count = self.clause_expr(count);
                teams.extend(quote!(let _ = #count;));
            }
        }
        teams
    }

    /// A block, or the loop of a `distribute`, that one thread executes: with the private variables of its clauses.
    pub(super) fn initial_thread(&mut self, directive: &Directive, expr: &mut Expr) -> TokenStream {
        let (mark, substitutes) = (self.scopes.mark(), self.substitutes.len());
        let (mut before, mut after) = (TokenStream::new(), TokenStream::new());
        let originals = self.originals(directive);
        let privates = self.privates(directive);
        let names = self.reductions(directive);
        for ((op, original), name) in originals.into_iter().zip(names) {
            let target = self.fresh("original");
            before.extend(quote! {
                let #target = #original;
                let mut #name = ::ferromp::__private::identity_like::<#op, _>(&*#target);
            });
            after.extend(quote!(::ferromp::__private::combine_into::<#op, _>(#target, #name);));
        }
        let (per_thread, per_body) = (privates.per_thread, privates.per_body);
        let body = if directive.kind == Kind::Distribute {
            walk_statement(self, expr);
            quote!(#[allow(clippy::needless_range_loop)] #expr)
        } else {
            let mut stmts = body_stmts(expr);
            self.stmts(&mut stmts);
            quote!({ #(#stmts)* })
        };
        self.scopes.release(mark);
        self.substitutes.truncate(substitutes);
        quote!({ #per_thread #per_body #before #body #after })
    }

    /// The originals of reduction variables, with their operators.
    fn originals(&mut self, directive: &Directive) -> Vec<(TokenStream, TokenStream)> {
        let mut originals = Vec::new();
        for clause in &directive.clauses {
            let ClauseKind::Reduction { op, places } = &clause.kind else { continue };
            for place in places {
                let Some(key) = self.key_of(place) else { continue };
                originals.push((clauses::reduction_op(*op), borrow_mut(self, &key)));
            }
        }
        originals
    }

    /// The directive as the host knows it.
    pub(super) fn host_directive(&mut self, directive: &Directive) -> HostDirective {
        let kind = host_kind(&directive.kind).unwrap_or_else(|| directive.kind.clone());
        let mut lets = TokenStream::new();
        let mut clauses = Vec::new();
        for clause in &directive.clauses {
            let kind = match &clause.kind {
                ClauseKind::NumThreads(e) => ClauseKind::NumThreads(self.once("threads", e, &mut lets)),
                ClauseKind::ThreadLimit(e) => ClauseKind::ThreadLimit(self.once("limit", e, &mut lets)),
                ClauseKind::If(e) => ClauseKind::If(self.once("condition", e, &mut lets)),
                ClauseKind::Private(_)
                | ClauseKind::Firstprivate(_)
                | ClauseKind::Reduction { .. }
                | ClauseKind::Schedule { .. }
                | ClauseKind::Collapse(_)
                | ClauseKind::OrderReproducible
                | ClauseKind::ProcBind(_)
                | ClauseKind::UnsafeShared(_) => clause.kind.clone(),
                _ => continue,
            };
            clauses.push(Clause { kind, span: clause.span });
        }
        let directive = Directive { kind, name: directive.name, span: directive.span, clauses };
        HostDirective { directive, lets }
    }

    /// The value of a clause's expression under a name; what costs nothing and does nothing stays as it is.
    pub(super) fn once(&mut self, what: &str, expr: &Expr, lets: &mut TokenStream) -> Expr {
        if pure(expr) {
            return expr.clone();
        }
        let name = self.fresh(what);
        let value = self.clause_expr(expr);
        lets.extend(quote!(let #name = #value;));
        syn::parse_quote!(#name)
    }

    /// Takes note of `thread_limit` for the regions inside.
    pub(super) fn thread_limit(&mut self, directive: &Directive) -> Limit {
        let mut lets = TokenStream::new();
        let outside = self.limit.clone();
        for clause in &directive.clauses {
            if let ClauseKind::ThreadLimit(limit) = &clause.kind {
                let name = self.fresh("limit");
                let value = self.clause_expr(limit);
                lets.extend(quote!(#[allow(unused_variables)] let #name = #value;));
                self.limit = Some(name);
            }
        }
        Limit { lets, outside }
    }
}

/// A `thread_limit` that has come into force.
pub(super) struct Limit {
    pub(super) lets: TokenStream,
    /// The one in force outside.
    pub(super) outside: Option<Ident>,
}
