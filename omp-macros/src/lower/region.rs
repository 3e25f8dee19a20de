//! `parallel`: the region's shared variables, and its statements between barriers.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Expr, Stmt};

use super::{
    Lowerer, Region, Shared, With,
    clauses::borrow_mut,
    tokens::{self, body_stmts, has_barrier, here, site},
};
use crate::{
    sharing::{
        access::Accesses,
        collect::collect_region,
        place::PlaceKey,
        region::{CLAUSE_GUARD, Mode, Plan, Written, check},
        walk::walk_stmt,
    },
    syntax::{ClauseKind, Directive, Kind},
};

/// The shared variables of a region, ready to be captured.
pub(super) struct Setup {
    pub(super) lets: TokenStream,
    pub(super) shared: Vec<Shared>,
    /// Substitutes for `unsafe(shared(..))`.
    pub(super) unsafe_shared: Vec<(PlaceKey, With)>,
}

impl Lowerer<'_> {
    pub(super) fn parallel(&mut self, directive: &Directive, expr: &mut Expr) {
        self.check_names(directive);
        let stmts = body_stmts(expr);
        let mut accesses = collect_region(&self.scopes, &directive.clauses, &stmts);
        self.check_default(directive, &accesses);
        let fork = self.fork(directive);
        let trusted = self.unsafe_shared(directive, &mut accesses);
        let plan = match check(accesses) {
            Ok(plan) => plan,
            Err(races) => return races.into_iter().for_each(|race| self.race(race)),
        };
        let setup = self.setup(&plan, plan.written.iter().collect(), trusted);
        *expr = self.inside(true, |l| l.region(directive, &fork, setup, stmts));
    }

    fn region(&mut self, directive: &Directive, fork: &TokenStream, setup: Setup, stmts: Vec<Stmt>) -> Expr {
        let Setup { lets, shared, unsafe_shared } = setup;
        self.regions.push(Region { shared, boundary: self.scopes.boundary() });
        self.substitutes.extend(unsafe_shared.into_iter().map(|(key, with)| super::Substitute { key, with }));
        let privates = self.privates(directive);
        let targets = self.reduction_targets(directive);
        let reductions = self.reductions(directive);
        let mut body = stmts;
        self.ends_region = true;
        crate::sharing::walk::Walk::stmts(self, &mut body);
        self.regions.pop();
        let (per_thread, per_body) = (privates.per_thread, privates.per_body);
        let span = site(directive.span);
        let call = if reductions.is_empty() {
            quote_spanned!(span=> ::ferromp::__private::parallel(__omp_fork, || { #per_thread #per_body #(#body)* });)
        } else {
            quote_spanned! {span=>
                ::ferromp::__private::parallel_reduce(__omp_fork, (#(#targets,)*), |(#(mut #reductions,)*)| {
                    #per_thread #per_body
                    { #(#body)* }
                    (#(#reductions,)*)
                });
            }
        };
        syn::parse_quote!({ let __omp_fork = #fork; #lets #call })
    }

    /// The originals of reduction variables, as the runtime takes them. To be asked for before `reductions`
    /// gives the names a new meaning.
    pub(super) fn reduction_targets(&mut self, directive: &Directive) -> Vec<TokenStream> {
        let mut targets = Vec::new();
        for clause in &directive.clauses {
            let ClauseKind::Reduction { op, places } = &clause.kind else { continue };
            let op = super::clauses::reduction_op(*op);
            for place in places {
                let Some(key) = self.key_of(place) else { continue };
                let original = borrow_mut(self, &key);
                let span = site(clause.span);
                targets.push(quote_spanned!(span=> ::ferromp::__private::reduction::<#op, _>(#original)));
            }
        }
        targets
    }

    /// Takes the accesses to `unsafe(shared(..))` variables out of the check.
    pub(super) fn unsafe_shared(&mut self, directive: &Directive, accesses: &mut Accesses) -> Vec<PlaceKey> {
        let mut trusted = Vec::new();
        for clause in &directive.clauses {
            if let ClauseKind::UnsafeShared(places) = &clause.kind {
                trusted.extend(places.iter().filter_map(|place| self.key_of(place)));
            }
        }
        accesses.list.retain(|access| !trusted.iter().any(|key| key.overlaps(&access.key)));
        trusted
    }

    /// Wraps the written variables of a region in the runtime's types.
    pub(super) fn setup(&mut self, plan: &Plan, written: Vec<&Written>, trusted: Vec<PlaceKey>) -> Setup {
        let mut setup = Setup { lets: TokenStream::new(), shared: Vec::new(), unsafe_shared: Vec::new() };
        for place in written {
            let phased = self.fresh("shared");
            let text = place.key.text(&self.scopes);
            let original = if place.whole {
                borrow_mut(self, &place.key)
            } else {
                let expr = self.expr_of(&place.key);
                quote!(&mut #expr[..])
            };
            setup.lets.extend(quote!(let #phased = ::ferromp::__private::Phased::new(#text, #original);));
            setup.shared.push(shared(plan, place, phased, text));
        }
        for key in trusted {
            let cell = self.fresh("racy");
            let original = borrow_mut(self, &key);
            setup.lets.extend(quote!(let #cell = ::ferromp::__private::RacyCell::new(#original);));
            setup.unsafe_shared.push((key, With::Unsafe(cell)));
        }
        setup
    }

    /// Statements directly in a region: stretches without a barrier, and what stands between them.
    /// `ends_region`: what follows them is the barrier at the region's end.
    pub(super) fn region_stmts(&mut self, stmts: Vec<Stmt>, ends_region: bool) -> Vec<Stmt> {
        let mut out = Vec::new();
        let mut run = Vec::new();
        let mut left = stmts.len();
        for stmt in stmts {
            left -= 1;
            if !has_barrier(&stmt) {
                run.push(stmt);
                continue;
            }
            self.run(std::mem::take(&mut run), true, &mut out);
            match tokens::peek(&stmt) {
                Some(directive) if matches!(directive.kind, Kind::For | Kind::Single) => {
                    self.construct_and_barrier(&directive, stmt, ends_region && left == 0, &mut out);
                }
                _ => {
                    let mut stmt = stmt;
                    walk_stmt(self, &mut stmt);
                    out.push(stmt);
                }
            }
        }
        self.run(run, false, &mut out);
        out
    }

    /// A construct with its implied barrier: the guards it needs are gone when the barrier comes.
    fn construct_and_barrier(&mut self, directive: &Directive, stmt: Stmt, last: bool, out: &mut Vec<Stmt>) {
        let mut inner = Vec::new();
        self.deferred_barrier = true;
        self.run(vec![stmt], false, &mut inner);
        self.deferred_barrier = false;
        let span = here(directive.span);
        out.push(syn::parse_quote!({ #(#inner)* }));
        if last {
            return;
        }
        out.push(syn::parse2(quote_spanned!(span=> ::ferromp::__private::barrier();)).expect("a statement"));
    }

    /// A stretch without a barrier. Each statement opens what it shares for itself, so that a function it calls may
    /// have a barrier; only a `let` that borrows keeps it open for the statements behind. `more`: others follow.
    pub(super) fn run(&mut self, run: Vec<Stmt>, more: bool, out: &mut Vec<Stmt>) {
        let mut stmts = run.into_iter();
        while let Some(stmt) = stmts.next() {
            let accesses = self.accesses(&[], std::slice::from_ref(&stmt));
            if self.keeps_borrow(&stmt, &accesses) {
                let rest = std::iter::once(stmt).chain(stmts).collect();
                return self.held_run(rest, more, out);
            }
            let mark = self.substitutes.len();
            let direct = std::mem::replace(&mut self.direct, false);
            self.open_statement(stmt, &accesses, out);
            self.direct = direct;
            self.substitutes.truncate(mark);
        }
    }

    /// Statements that share what one of them has borrowed.
    fn held_run(&mut self, mut run: Vec<Stmt>, more: bool, out: &mut Vec<Stmt>) {
        let accesses = self.accesses(&[], &run);
        let mark = self.substitutes.len();
        let opened = self.open(&accesses, false);
        let direct = std::mem::replace(&mut self.direct, false);
        for stmt in &mut run {
            walk_stmt(self, stmt);
        }
        self.direct = direct;
        self.substitutes.truncate(mark);
        out.extend(tokens::stmts(&opened.lets));
        out.extend(run);
        if more {
            out.extend(tokens::stmts(&opened.drops));
        }
    }

    /// Whether a statement binds a reference into a shared variable.
    fn keeps_borrow(&self, stmt: &Stmt, accesses: &Accesses) -> bool {
        let Stmt::Local(local) = stmt else { return false };
        let Some(init) = &local.init else { return false };
        let Some(region) = self.regions.last() else { return false };
        let shared = |key: &PlaceKey| region.shared.iter().any(|shared| shared.key.overlaps(key));
        let touched = accesses.list.iter().any(|a| shared(&a.key) && a.context.one.is_none());
        touched && tokens::may_borrow(&init.expr)
    }

    fn open_statement(&mut self, mut stmt: Stmt, accesses: &Accesses, out: &mut Vec<Stmt>) {
        if tokens::peek(&stmt).is_none()
            && let Some(value) = tokens::take_call(&mut stmt)
        {
            // The right side first, and closed again: it may call a function that has a barrier.
            let name = self.fresh("value");
            let before: Stmt = syn::parse_quote!(let #name = #value;);
            let accesses = self.accesses(&[], std::slice::from_ref(&before));
            let mark = self.substitutes.len();
            self.open_statement(before, &accesses, out);
            self.substitutes.truncate(mark);
            tokens::put_value(&mut stmt, &name);
            let accesses = self.accesses(&[], std::slice::from_ref(&stmt));
            return self.open_statement(stmt, &accesses, out);
        }
        let lets = self.open(accesses, false).lets;
        walk_stmt(self, &mut stmt);
        if lets.is_empty() {
            return out.push(stmt);
        }
        match &mut stmt {
            Stmt::Local(local) => {
                if let Some(init) = &mut local.init {
                    let value = &init.expr;
                    init.expr = syn::parse_quote!({ #lets let __omp_result = #value; __omp_result });
                }
                out.push(stmt);
            }
            Stmt::Expr(value, None) => {
                let block = syn::parse_quote!({ #lets let __omp_result = #value; __omp_result });
                out.push(Stmt::Expr(block, None));
            }
            _ => out.push(syn::parse_quote!({ #lets #stmt })),
        }
    }

    /// A directive without a body.
    pub(super) fn standing_alone(&mut self, directive: &Directive) -> TokenStream {
        match directive.kind {
            Kind::TargetEnterData | Kind::TargetExitData | Kind::TargetUpdate => {
                self.data_statement(directive)
            }
            Kind::Taskwait => self.taskwait(directive).unwrap_or_else(|| tokens::standalone(directive)),
            _ => tokens::standalone(directive),
        }
    }

    /// `#[omp(barrier)] { .. }` and its like: the directive, then the statement it hangs on.
    pub(super) fn before(&mut self, directive: &Directive, expr: &mut Expr) {
        let call = self.standing_alone(directive);
        crate::sharing::walk::walk_statement(self, expr);
        *expr = syn::parse_quote!({ #call; #expr });
    }
}

/// What the constructs of a region do with a shared variable, so that all of them open it alike.
fn shared(plan: &Plan, place: &Written, phased: syn::Ident, text: String) -> Shared {
    let modes = || place.accesses.iter().filter_map(|i| plan.modes.get(i));
    let lock = modes().find_map(|mode| match mode {
        Mode::Guard(names) if names[0] != CLAUSE_GUARD => {
            let everywhere = |name: &&String| {
                modes().all(|m| !matches!(m, Mode::Guard(others) if others[0] != CLAUSE_GUARD && !others.contains(name)))
            };
            names.iter().find(everywhere).or(names.last()).cloned()
        }
        _ => None,
    });
    Shared {
        key: place.key.clone(),
        phased,
        text,
        whole: place.whole,
        lock,
        atomic: modes().any(|m| matches!(m, Mode::Atomic)),
        slots: modes().any(|m| matches!(m, Mode::Slot)),
        one: modes().any(|m| matches!(m, Mode::One(_))),
    }
}
