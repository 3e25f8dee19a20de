//! `target` and what it is combined with: the launch, and the host's version of the same code behind it.

mod args;
mod data;
pub(super) mod deferred;
mod host;
mod launch;
mod rules;
mod sections;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, Ident, Stmt};

pub(super) use self::sections::Sectioned;
use self::{
    args::Listed,
    host::{HostDirective, Limit, host_kind},
    launch::Offload,
};
use super::{
    Lowerer,
    looping::{OwnPart, own_parts},
    tokens::{body_stmts, mentions, peek},
};
use crate::{
    error, opencl,
    sharing::{
        access::Accesses,
        affine::literal,
        collect::{collapse, collect_league, collect_loop, collect_region},
        region::check,
        slots::Slots,
    },
    syntax::{Clause, ClauseKind, Directive, Kind, TargetKind, TeamsKind, sole_loop_mut},
};

/// What a region does to variables from outside, and how its loop or its threads divide them.
struct Shared {
    accesses: Accesses,
    own: Vec<OwnPart>,
    slots: Vec<Slots>,
}

impl Lowerer<'_> {
    /// A construct for a device. What it shares is checked as the host's version of it.
    pub(super) fn target(&mut self, directive: &Directive, kind: TargetKind, expr: &mut Expr) {
        self.check_names(directive);
        if !self.check_combined(directive, expr) {
            return;
        }
        let accesses = self.target_accesses(directive, expr);
        let directive = &self.default_firstprivate(directive, &accesses);
        let HostDirective { directive: host, lets } = self.host_directive(directive);
        let Some(Shared { accesses, own, slots }) = self.check_sharing(directive, &host, kind, expr) else {
            return;
        };
        let listed = self.map_list(directive, &accesses);
        if !self.check_target(directive, &listed, &accesses) {
            return;
        }
        self.begin_deferred(directive);
        let mut bounds = TokenStream::new();
        if kind.is_loop() {
            self.evaluate_bounds(directive, expr, &mut bounds);
        }
        let sections = self.sections(&listed, &mut bounds);
        let offload = Offload {
            directive,
            host: &host,
            kind,
            listed: &listed,
            sections: &sections,
            accesses: &accesses,
            own: &own,
            slots: &slots,
        };
        let launch = self.launch(&offload, expr);
        let Limit { lets: limit, outside } = self.thread_limit(&host);
        let mark = self.substitutes.len();
        let source = vec![Stmt::Expr(expr.clone(), None)];
        let views = self.host_views(&self.all_lent(), &|name| mentions(&source, name));
        self.host_version(&host, kind, (&listed, &sections), expr);
        self.substitutes.truncate(mark);
        self.limit = outside;
        let wait = self.undeferred_end(directive);
        self.end_deferred();
        let Some(launch) = launch else { return };
        let lints = opencl::without_iterators();
        *expr =
            syn::parse_quote!({ #lets #bounds #launch #lints if !__omp_done { #limit #views #expr } #wait });
    }

    /// A `teams` that is still in its `target` could not be combined with it.
    fn check_combined(&mut self, directive: &Directive, expr: &Expr) -> bool {
        let stmts = body_stmts(expr);
        let inner = stmts.first().and_then(peek).filter(|inner| matches!(inner.kind, Kind::Teams(_)));
        if let Some(inner) = &inner {
            self.errors.push(error::CLAUSES_DISAGREE.at(inner.span, &[inner.name, directive.name]));
            self.errors.note(directive.span, format_args!("`{}` here", directive.name));
        }
        inner.is_none()
    }

    fn target_accesses(&self, directive: &Directive, expr: &Expr) -> Accesses {
        if directive.kind.is_loop() {
            return collect_loop(&self.scopes, self.scopes.boundary(), directive, expr);
        }
        collect_region(&self.scopes, &directive.clauses, &body_stmts(expr))
    }

    /// Whether no two threads could meet, nor two teams; and if so, what the loop's iterations divide.
    fn check_sharing(
        &mut self,
        directive: &Directive,
        host: &Directive,
        kind: TargetKind,
        expr: &Expr,
    ) -> Option<Shared> {
        let accesses = self.target_accesses(host, expr);
        if kind == TargetKind::Teams(TeamsKind::Block) && !self.check_league(directive, &body_stmts(expr)) {
            return None;
        }
        if !matches!(host.kind, Kind::Parallel | Kind::ParallelFor) {
            return Some(Shared { accesses, own: Vec::new(), slots: Vec::new() });
        }
        match check(accesses) {
            Ok(plan) => {
                // Loops inside of a region share out for themselves.
                let own = if kind.is_loop() { own_parts(&plan) } else { Vec::new() };
                let slots = Slots::of(&plan, self.scopes.boundary());
                Some(Shared { accesses: plan.accesses, own, slots })
            }
            Err(races) => {
                for race in races {
                    self.race(race);
                }
                None
            }
        }
    }

    /// Has device and host use the values of one evaluation of the loops' bounds.
    fn evaluate_bounds(&mut self, directive: &Directive, expr: &mut Expr, lets: &mut TokenStream) {
        let mut found = sole_loop_mut(expr);
        for _ in 0..collapse(&directive.clauses) {
            let Some(level) = found else { return };
            self.evaluate_range(&mut level.expr, lets);
            found = level.body.stmts.iter_mut().find_map(|stmt| match stmt {
                Stmt::Expr(Expr::ForLoop(inner), _) => Some(inner),
                _ => None,
            });
        }
    }

    fn evaluate_range(&mut self, range: &mut Expr, lets: &mut TokenStream) {
        match range {
            Expr::Range(range) => {
                for bound in range.start.iter_mut().chain(&mut range.end) {
                    **bound = self.once("bound", bound, lets);
                }
            }
            Expr::MethodCall(call) => {
                self.evaluate_range(&mut call.receiver, lets);
                for step in &mut call.args {
                    *step = self.once("step", step, lets);
                }
            }
            Expr::Paren(paren) => self.evaluate_range(&mut paren.expr, lets),
            _ => {}
        }
    }

    /// The same without a device.
    fn host_version(
        &mut self,
        host: &Directive,
        kind: TargetKind,
        (listed, sections): (&[Listed], &[Option<Ident>]),
        expr: &mut Expr,
    ) {
        let mark = (self.scopes.mark(), self.substitutes.len());
        let copies = self.host_copies(listed);
        self.enforce(listed, sections);
        match host_kind(&Kind::Target(kind)) {
            Some(Kind::ParallelFor) => self.parallel_for(host, expr),
            Some(_) => self.parallel(host, expr),
            None => {
                let block = self.initial_thread(host, expr);
                *expr = syn::parse_quote!(#block);
            }
        }
        self.sections.clear();
        self.scopes.release(mark.0);
        self.substitutes.truncate(mark.1);
        if !copies.is_empty() {
            *expr = syn::parse_quote!({ #copies #expr });
        }
    }

    /// Whether the teams of a league keep out of each other's way. The host, with its one team, would not notice.
    pub(super) fn check_league(&mut self, directive: &Directive, stmts: &[Stmt]) -> bool {
        let one = |clause: &Clause| matches!(&clause.kind, ClauseKind::NumTeams(n) if literal(n) == Some(1));
        if directive.clauses.iter().any(one) {
            return true;
        }
        let accesses = collect_league(&self.scopes, &directive.clauses, stmts);
        let Err(races) = check(accesses) else { return true };
        for mut race in races {
            race.other.get_or_insert_with(|| (directive.span.into(), "the teams start here".to_owned()));
            self.race(race);
        }
        false
    }

    /// Copies of what the device has for itself: of `map(to: a)` that is written, the original stays as it is.
    fn host_copies(&mut self, listed: &[Listed]) -> TokenStream {
        let mut copies = TokenStream::new();
        for listed in listed.iter().filter(|listed| listed.copied) {
            let original = self.expr_of(&listed.key);
            let reference = self.is_reference(&listed.key);
            let name = if reference && !listed.array {
                let name = self.fresh("copy");
                self.substitute(&listed.key, super::With::Pointee(name.clone()));
                name
            } else {
                self.rename(&listed.place, &listed.key)
            };
            let copy = match (listed.array, reference) {
                (true, _) => quote!(::std::borrow::ToOwned::to_owned(&#original[..])),
                (false, true) => quote!(::core::clone::Clone::clone(&*#original)),
                (false, false) => quote!(::core::clone::Clone::clone(&#original)),
            };
            copies.extend(quote!(#[allow(unused_mut, unused_variables)] let mut #name = #copy;));
        }
        copies
    }
}
