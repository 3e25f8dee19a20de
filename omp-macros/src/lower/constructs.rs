//! `single`, `masked`, `critical`, `atomic`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Expr, Ident};

use super::{
    Lowerer, With,
    tokens::{body_stmts, here, site, value_stmts},
};
use crate::{
    report::Extent,
    sharing::{
        place::{Place, PlaceKey},
        race::Race,
        walk::{Usage, Walk, walk_expr},
    },
    syntax::{AtomicBody, AtomicKind, AtomicUpdate, ClauseKind, Directive, Kind, parse_atomic},
};

impl Lowerer<'_> {
    /// `single`: by the first thread to arrive. With a value or `copyprivate`, every thread gets it.
    pub(super) fn single(&mut self, directive: &Directive, expr: &mut Expr, value: bool) {
        self.check_names(directive);
        let span = here(directive.span);
        let barrier = self.implied_barrier(directive);
        let copies = self.copyprivates(directive);
        if value {
            let body = self.lone_body(directive, value_stmts(expr));
            *expr = syn::parse_quote_spanned!(span=> ::ferromp::__private::single_value(|| #body));
            return;
        }
        let body = self.lone_body(directive, body_stmts(expr));
        if copies.is_empty() {
            let wait = barrier.then(|| quote_spanned!(span=> ::ferromp::__private::barrier();));
            let call = quote_spanned!(span=> ::ferromp::__private::single(|| #body););
            // The block is the macro's own: a lint on the last statement of a function is not for the user.
            *expr = syn::parse_quote_spanned!(site(span)=> { #call #wait });
        } else {
            let assign = quote_spanned! {span=>
                (#(#copies,)*) = ::ferromp::__private::single_value(|| {
                    #body
                    (#(::core::clone::Clone::clone(&#copies),)*)
                });
            };
            *expr = syn::parse_quote_spanned!(site(span)=> { #assign });
        }
    }

    fn copyprivates(&mut self, directive: &Directive) -> Vec<Expr> {
        let places = directive.clauses.iter().filter_map(|c| match &c.kind {
            ClauseKind::Copyprivate(places) => Some(places.clone()),
            _ => None,
        });
        let keys: Vec<PlaceKey> = places.flatten().filter_map(|place| self.key_of(&place)).collect();
        keys.iter().map(|key| self.expr_of(key)).collect()
    }

    /// `masked`: by the thread whose number the filter names.
    pub(super) fn masked(&mut self, directive: &Directive, expr: &mut Expr) {
        let span = here(directive.span);
        let filter = directive.clauses.iter().find_map(|c| match &c.kind {
            ClauseKind::Filter(filter) => Some(filter.clone()),
            _ => None,
        });
        let filter = filter.map_or_else(
            || quote!(0usize),
            |f| {
                let f = self.clause_expr(&f);
                quote!(#f)
            },
        );
        let body = self.lone_body(directive, body_stmts(expr));
        let call = quote_spanned!(span=> ::ferromp::__private::masked(#filter, || #body););
        *expr = syn::parse_quote_spanned!(site(span)=> { #call });
    }

    /// What is behind `if omp_get_thread_num() == 0`, which is `masked` by another name.
    pub(super) fn lone_stmts(&mut self, stmts: Vec<syn::Stmt>) -> TokenStream {
        let span = proc_macro2::Span::mixed_site();
        let directive = Directive { kind: Kind::Masked, name: "masked", span, clauses: Vec::new() };
        self.lone_body(&directive, stmts)
    }

    /// A body that one thread runs, with what it shares open to it alone.
    fn lone_body(&mut self, directive: &Directive, stmts: Vec<syn::Stmt>) -> TokenStream {
        self.inside(false, |l| {
            let accesses = l.accesses(&directive.clauses, &stmts);
            let opened = l.open(&accesses, true).lets;
            let privates = l.privates(directive);
            let (per_thread, per_body) = (privates.per_thread, privates.per_body);
            let mut stmts = stmts;
            l.stmts(&mut stmts);
            quote!({ #opened #per_thread #per_body #(#stmts)* })
        })
    }

    /// `critical`: what the lock guards is open through the lock's key.
    pub(super) fn critical(&mut self, directive: &Directive, name: Option<&Ident>, expr: &mut Expr) {
        let lock = name.map(ToString::to_string).unwrap_or_default();
        let span = site(directive.span);
        let (declaration, lock_site) = self.critical_site(&lock);
        let body = self.inside(false, |l| {
            let mut stmts = value_stmts(expr);
            let accesses = l.accesses(&[], &stmts);
            let mut opens = TokenStream::new();
            for (key, handle) in l.guarded_by(&lock) {
                if let Some(access) = accesses.list.iter().find(|a| a.key.overlaps(&key)) {
                    let (open, view, span) = (l.fresh("open"), l.fresh("view"), site(access.span));
                    opens.extend(quote_spanned! {span=>
                        let mut #open = #handle.open(__omp_key);
                        let #view = &mut *#open;
                    });
                    l.view(&key, view, true);
                }
            }
            l.stmts(&mut stmts);
            quote!({ #opens #(#stmts)* })
        });
        *expr = syn::parse_quote_spanned!(span=> {
            #declaration
            ::ferromp::__private::critical(&#lock_site, |__omp_key| #body)
        });
    }

    /// The variables that are open for the critical construct of that name.
    fn guarded_by(&self, lock: &str) -> Vec<(PlaceKey, Ident)> {
        let mut found: Vec<(PlaceKey, Ident)> = Vec::new();
        for substitute in self.substitutes.iter().rev() {
            if let With::Guarded { handle, lock: name } = &substitute.with
                && name == lock
                && !found.iter().any(|(key, _)| *key == substitute.key)
            {
                found.push((substitute.key.clone(), handle.clone()));
            }
        }
        found
    }

    /// `atomic` on a shared variable; a thread's own needs no more than the plain operation.
    pub(super) fn atomic(&mut self, directive: &Directive, kind: AtomicKind, expr: &mut Expr) {
        let Some(body) = parse_atomic(kind, expr) else { return };
        let Some(target) = self.atomic_place(body.place()) else { return walk_expr(self, expr, Usage::Read) };
        let span = site(directive.span);
        *expr = match body {
            AtomicBody::Read { target: into, .. } => {
                let into = into.map(|into| {
                    let into = self.clause_expr(&into);
                    quote!(#into =)
                });
                syn::parse_quote_spanned!(span=> { #into #target.load() })
            }
            AtomicBody::Write { value, .. } => {
                let value = self.clause_expr(&value);
                syn::parse_quote_spanned!(span=> { #target.store(#value); })
            }
            AtomicBody::Update { update, .. } => {
                let update = self.update(&target, update);
                syn::parse_quote_spanned!(span=> { let _ = #update; })
            }
            AtomicBody::Capture { update, old, target: into, .. } => {
                let update = self.change(&target, update);
                let member = if old { quote!(0) } else { quote!(1) };
                let into = into.map(|into| {
                    let into = self.clause_expr(&into);
                    quote!(#into =)
                });
                syn::parse_quote_spanned!(span=> { #into (#update).#member })
            }
        };
    }

    /// The place through its handle, if it is a shared one.
    fn atomic_place(&mut self, place: &Expr) -> Option<TokenStream> {
        let parsed = Place::parse(place)?;
        let var = self.scopes.lookup(&parsed.root)?;
        let (With::Atomic(handle), fields) = self.substitute_of(var, &parsed.fields())? else { return None };
        let handle = handle.clone();
        let indices: Vec<Expr> = parsed.indices().into_iter().cloned().collect();
        let tail = parsed.projections.len() - fields;
        match indices.as_slice() {
            [] if tail == parsed.leading_derefs() => Some(quote!(#handle.place())),
            [index] if tail == parsed.leading_derefs() + 1 => {
                let index = self.clause_expr(index);
                let section = self.section_of(&parsed, var);
                let index = section.map_or_else(|| quote!(#index), |section| quote!(#section.at(#index)));
                Some(quote!(#handle.at(#index)))
            }
            _ => {
                let message = "`atomic` takes a variable, or an element of an array of numbers".to_owned();
                let help = "put the statement in `#[omp(critical)]` instead".to_owned();
                self.race(Race { at: Extent::of(&place), message, help, other: None });
                None
            }
        }
    }

    /// An update whose result nobody asks for.
    fn update(&mut self, target: &TokenStream, update: AtomicUpdate) -> TokenStream {
        match update {
            AtomicUpdate::Op { op: syn::BinOp::Add(_), value, .. } => {
                let value = self.clause_expr(&value);
                quote!(#target.add(#value))
            }
            AtomicUpdate::Op { op: syn::BinOp::Sub(_), value, reversed: false } => {
                let value = self.clause_expr(&value);
                quote!(#target.sub(#value))
            }
            other => self.change(target, other),
        }
    }

    /// An update that gives the old and the new value.
    fn change(&mut self, target: &TokenStream, update: AtomicUpdate) -> TokenStream {
        let (value, change) = match update {
            AtomicUpdate::Assign(value) => (value, quote!(__omp_operand)),
            AtomicUpdate::Min(value) => (value, quote!(__omp_old.min(__omp_operand))),
            AtomicUpdate::Max(value) => (value, quote!(__omp_old.max(__omp_operand))),
            AtomicUpdate::Op { op, value, reversed: false } => (value, quote!(__omp_old #op __omp_operand)),
            AtomicUpdate::Op { op, value, reversed: true } => (value, quote!(__omp_operand #op __omp_old)),
        };
        let value = self.clause_expr(&value);
        quote!({ let __omp_operand = #value; #target.update(|__omp_old| #change) })
    }
}
