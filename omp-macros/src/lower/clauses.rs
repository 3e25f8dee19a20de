//! Clauses as values, and the private copies that data-sharing clauses make.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::{Expr, Ident, spanned::Spanned};

use super::{
    Lowerer, With,
    tokens::{here, site},
};
use crate::{
    report::Extent,
    sharing::{
        access::Accesses,
        place::PlaceKey,
        race::Race,
        walk::{Usage, walk_expr},
    },
    syntax::{
        Clause, ClauseKind, DefaultKind, Directive, Place, ProcBindKind, ReductionOp, ScheduleKind,
        ScheduleModifier,
    },
};

/// A variable of a `lastprivate` clause.
pub(super) struct Last {
    /// What the body calls its copy.
    pub(super) name: Ident,
    /// The variable that holds the `LastPrivate`.
    pub(super) cell: Ident,
    pub(super) first: bool,
}

/// What data-sharing clauses declare, in two places.
#[derive(Default)]
pub(super) struct Privates {
    /// Once per thread.
    pub(super) per_thread: TokenStream,
    /// At the start of the body: per iteration in a loop.
    pub(super) per_body: TokenStream,
}

impl Lowerer<'_> {
    /// A clause's expression, evaluated where we are.
    pub(super) fn clause_expr(&mut self, expr: &Expr) -> Expr {
        let mut expr = expr.clone();
        walk_expr(self, &mut expr, Usage::Read);
        expr
    }

    pub(super) fn fork(&mut self, directive: &Directive) -> TokenStream {
        let mut fork = quote!(::ferromp::__private::Fork::new());
        if let Some(limit) = &self.limit {
            fork = quote!(#fork.thread_limit(#limit));
        }
        for clause in &directive.clauses {
            let span = here(clause.span);
            match &clause.kind {
                ClauseKind::NumThreads(n) => {
                    let n = self.clause_expr(n);
                    fork = quote_spanned!(span=> #fork.num_threads(#n));
                }
                ClauseKind::If(condition) => {
                    let condition = self.clause_expr(condition);
                    fork.extend(quote_spanned!(span=> .if_clause(#condition)));
                }
                ClauseKind::ProcBind(kind) => {
                    let kind = match kind {
                        ProcBindKind::Primary => quote!(Primary),
                        ProcBindKind::Close => quote!(Close),
                        ProcBindKind::Spread => quote!(Spread),
                    };
                    fork.extend(quote!(.proc_bind(::ferromp::__private::ProcBind::#kind)));
                }
                _ => {}
            }
        }
        fork
    }

    pub(super) fn schedule(&mut self, directive: &Directive) -> TokenStream {
        let mut schedule = quote!(::ferromp::__private::Schedule::DEFAULT);
        for clause in &directive.clauses {
            if let ClauseKind::Schedule { kind, chunk, modifier } = &clause.kind {
                let chunk = chunk.as_ref().map(|chunk| self.clause_expr(chunk));
                let call = match (kind, chunk) {
                    (ScheduleKind::Static, None) => quote!(fixed()),
                    (ScheduleKind::Static, Some(n)) => quote!(fixed_chunk(#n)),
                    (ScheduleKind::Dynamic, None) => quote!(dynamic(1usize)),
                    (ScheduleKind::Dynamic, Some(n)) => quote!(dynamic(#n)),
                    (ScheduleKind::Guided, None) => quote!(guided(1usize)),
                    (ScheduleKind::Guided, Some(n)) => quote!(guided(#n)),
                    (ScheduleKind::Auto, _) => quote!(auto()),
                    (ScheduleKind::Runtime, _) => quote!(runtime()),
                };
                let span = site(clause.span);
                schedule = quote_spanned!(span=> ::ferromp::__private::Schedule::#call);
                // Without it, or with the other one, the order is free.
                if matches!(modifier, Some(ScheduleModifier::Monotonic)) {
                    schedule.extend(quote!(.monotonic()));
                }
            }
        }
        if directive.clauses.iter().any(|c| matches!(c.kind, ClauseKind::OrderReproducible)) {
            schedule.extend(quote!(.reproducible()));
        }
        schedule
    }

    pub(super) fn key_of(&self, place: &Place) -> Option<PlaceKey> {
        let fields = place.fields.iter().map(|f| f.to_token_stream().to_string()).collect();
        Some(PlaceKey { var: self.scopes.lookup(&place.base)?, fields })
    }

    /// Every variable that a clause names must exist.
    pub(super) fn check_names(&mut self, directive: &Directive) {
        for clause in &directive.clauses {
            let sections = clause.kind.sections().iter().map(|section| &section.place);
            for place in clause.kind.places().iter().chain(sections) {
                if self.scopes.lookup(&place.base).is_none() {
                    let message = format!("no variable `{}` is in scope here", place.base);
                    let help = format!(
                        "declare it before the construct, or remove it from `{}`",
                        clause.kind.name()
                    );
                    self.race(Race { at: Extent::of(&place), message, help, other: None });
                }
            }
        }
    }

    pub(super) fn race(&mut self, race: Race) {
        let race = if self.in_target { race.on_device() } else { race };
        self.errors.push(race.into_error());
    }

    /// `default(none)`: each variable from outside must stand in a clause.
    pub(super) fn check_default(&mut self, directive: &Directive, accesses: &Accesses) {
        let none =
            directive.clauses.iter().find(|c| matches!(c.kind, ClauseKind::Default(DefaultKind::None)));
        let Some(none) = none else { return };
        let listed: Vec<PlaceKey> =
            directive.clauses.iter().flat_map(|c| c.kind.places()).filter_map(|p| self.key_of(p)).collect();
        let mut told: Vec<PlaceKey> = Vec::new();
        for access in &accesses.list {
            let known = listed.iter().chain(&told).any(|key| key.overlaps(&access.key));
            if known || self.scopes.var(access.key.var).name == "self" {
                continue;
            }
            told.push(access.key.clone());
            let text = access.key.text(&self.scopes);
            self.race(Race {
                at: access.extent,
                message: format!("`{text}` is in no clause, and `default(none)` asks for one"),
                help: format!("add `shared({text})` or `firstprivate({text})` to the directive"),
                other: Some((none.span.into(), "`default(none)` is here".to_owned())),
            });
        }
    }

    /// Gives a privatised place its name in the body, and makes that name mean the copy from here on.
    pub(super) fn rename(&mut self, place: &Place, key: &PlaceKey) -> Ident {
        if place.fields.is_empty() {
            self.scopes.declare(place.base.clone(), true, None);
            return place.base.clone();
        }
        let name = self.fresh("field");
        self.substitute(key, With::Name(name.clone()));
        name
    }

    /// `private` and `firstprivate`. The names mean the copies from here on.
    pub(super) fn privates(&mut self, directive: &Directive) -> Privates {
        let mut privates = Privates::default();
        for clause in &directive.clauses {
            let (ClauseKind::Private(places) | ClauseKind::Firstprivate(places)) = &clause.kind else {
                continue;
            };
            for place in places {
                let Some(key) = self.key_of(place) else { continue };
                let outer = self.expr_of(&key);
                if matches!(clause.kind, ClauseKind::Private(_)) {
                    self.private(place, &key, &outer, &mut privates);
                } else {
                    let name = self.rename(place, &key);
                    privates.per_thread.extend(quote_spanned! {site(place.span())=>
                        #[allow(unused_mut, unused_variables)]
                        let mut #name = ::core::clone::Clone::clone(&#outer);
                    });
                }
            }
        }
        privates
    }

    /// A fresh variable without a value, of the original's type.
    fn private(&mut self, place: &Place, key: &PlaceKey, outer: &Expr, privates: &mut Privates) {
        let (uninit, ty) = (self.scopes.var(key.var).uninit, self.scopes.var(key.var).ty.clone());
        let name = self.rename(place, key);
        if let Some(inner) = self.scopes.lookup(&name) {
            // A `private` inside of this one finds no value here to take the type from.
            let inner = self.scopes.var_mut(inner);
            (inner.uninit, inner.ty) = (true, ty.clone());
        }
        let span = site(place.span());
        let declared = ty.filter(|_| key.fields.is_empty()).map(|ty| quote!(: #ty));
        let allow =
            quote!(#[allow(unused_mut, unused_variables, unused_assignments, clippy::needless_late_init)]);
        if uninit || declared.is_some() {
            privates.per_body.extend(quote_spanned!(span=> #allow let mut #name #declared;));
            return;
        }
        let like = self.fresh("like");
        privates
            .per_thread
            .extend(quote_spanned!(span=> let #like = ::ferromp::__private::type_of(&#outer);));
        privates.per_body.extend(quote_spanned! {span=>
            #allow let mut #name;
            if false { #[allow(unused_assignments)] { #name = #like.value(); } }
        });
    }

    /// What the body calls its private copies of the variables in `reduction` clauses: the names mean those from here
    /// on.
    pub(super) fn reductions(&mut self, directive: &Directive) -> Vec<Ident> {
        let mut reductions = Vec::new();
        for clause in &directive.clauses {
            let ClauseKind::Reduction { places, .. } = &clause.kind else { continue };
            for place in places {
                let Some(key) = self.key_of(place) else { continue };
                let name = if self.is_reference(&key) {
                    let name = self.fresh("copy");
                    self.substitute(&key, With::Pointee(name.clone()));
                    name
                } else {
                    self.rename(place, &key)
                };
                reductions.push(name);
            }
        }
        reductions
    }

    /// Whether a variable is a mutable reference, of which constructs reduce what it refers to.
    pub(super) fn is_reference(&self, key: &PlaceKey) -> bool {
        key.fields.is_empty() && self.scopes.var(key.var).is_mut_ref
    }

    /// The variables of `lastprivate` clauses. The names mean the copies from here on.
    pub(super) fn lasts(&mut self, directive: &Directive) -> Vec<Last> {
        let mut lasts = Vec::new();
        for clause in &directive.clauses {
            let ClauseKind::Lastprivate(places) = &clause.kind else { continue };
            for place in places {
                let Some(key) = self.outer_key(place, directive) else { continue };
                let first = listed(&directive.clauses, place, |c| matches!(c, ClauseKind::Firstprivate(_)));
                let name = if first { place.base.clone() } else { self.rename(place, &key) };
                lasts.push(Last { name, cell: self.fresh("last"), first });
            }
        }
        lasts
    }

    /// The variable that `place` named before a `firstprivate` of the same directive renamed it.
    pub(super) fn outer_key(&self, place: &Place, directive: &Directive) -> Option<PlaceKey> {
        let key = self.key_of(place)?;
        let renamed = listed(&directive.clauses, place, |c| matches!(c, ClauseKind::Firstprivate(_)));
        if !renamed {
            return Some(key);
        }
        Some(PlaceKey { var: self.scopes.lookup_before(&place.base, key.var)?, fields: key.fields })
    }
}

fn listed(clauses: &[Clause], place: &Place, kind: impl Fn(&ClauseKind) -> bool) -> bool {
    clauses.iter().any(|c| kind(&c.kind) && c.kind.places().contains(place))
}

pub(super) fn reduction_op(op: ReductionOp) -> TokenStream {
    let name = match op {
        ReductionOp::Add | ReductionOp::Sub => quote!(Add),
        ReductionOp::Mul => quote!(Mul),
        ReductionOp::Min => quote!(Min),
        ReductionOp::Max => quote!(Max),
        ReductionOp::BitAnd => quote!(BitAnd),
        ReductionOp::BitOr => quote!(BitOr),
        ReductionOp::BitXor => quote!(BitXor),
        ReductionOp::LogicalAnd => quote!(LogicalAnd),
        ReductionOp::LogicalOr => quote!(LogicalOr),
    };
    quote!(::ferromp::__private::#name)
}

/// The original of a place as a mutable borrow, for the runtime to hold.
pub(super) fn borrow_mut(lowerer: &mut Lowerer<'_>, key: &PlaceKey) -> TokenStream {
    let reference = lowerer.is_reference(key);
    let expr = lowerer.expr_of(key);
    let span = site(expr.span());
    if reference && matches!(expr, Expr::Path(_)) {
        quote_spanned!(span=> &mut *#expr)
    } else {
        quote_spanned!(span=> &mut #expr)
    }
}
