//! `simd`: a loop of the encountering thread alone, compiled for each instruction set.
//!
//! One thread runs all iterations, in their order, so that borrows are the program's own and rustc judges them. The loop
//! stands in a closure that the runtime calls at the level of the processor; what it reads, and the arrays that it writes
//! by their elements, are held in locals (`wide.rs`), and consecutive elements are taken beforehand (`lower/reads`).

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Expr, Ident};

use super::{
    super::{
        Lowerer,
        clauses::{Last, Privates},
        reads::Loop,
        tokens::here,
    },
    counting, fast,
    reduce::{ReductionTarget, fits_lanes},
};
use crate::{
    sharing::{
        access::Accesses,
        collect::{collapse, collect_loop},
        nest::{Level, Nest},
        walk::{walk_block, walk_stmt},
    },
    syntax::{ClauseKind, Directive},
};

impl Lowerer<'_> {
    /// `simd`, wherever it stands.
    pub(in super::super) fn simd(&mut self, directive: &Directive, expr: &mut Expr) {
        self.check_names(directive);
        let Some(nest) = Nest::parse(expr, collapse(&directive.clauses)) else { return };
        let accesses = collect_loop(&self.scopes, self.region_start(), directive, expr);
        let condition = directive.clauses.iter().find_map(|clause| match &clause.kind {
            ClauseKind::If(condition) => Some(self.clause_expr(condition)),
            _ => None,
        });
        let condition = condition.map_or_else(|| quote!(true), |condition| quote!(#condition));
        let tokens = self.inside(false, |l| l.vectors(directive, &nest, &accesses));
        *expr = syn::parse_quote!({ let __omp_wide: bool = #condition; #tokens });
    }

    fn vectors(&mut self, directive: &Directive, nest: &Nest, accesses: &Accesses) -> TokenStream {
        // Before names mean copies.
        let space = self.space(nest);
        let targets = self.region_reductions(directive);
        let privates = self.privates(directive);
        let reductions = self.reductions(directive);
        let (cells, after, lasts) = self.last_cells(directive, nest);
        self.shares_work = true;
        let lanes = lasts.is_empty() && fits_lanes(nest, directive, &reductions);
        let body =
            if lanes { self.lane(nest, &privates) } else { self.serial(nest, accesses, &privates, &lasts) };
        let body = if self.fast { fast::rewrite(body) } else { body };
        let space = (lanes || !lasts.is_empty()).then_some(space);
        let counting = counting(nest, lanes);
        let per_thread = &privates.per_thread;
        let call = Call { nest, reductions: &reductions, targets: &targets, lanes, body };
        let call = call.tokens(self, here(directive.span));
        quote!(#space #counting #cells #per_thread #call #after)
    }

    /// The body for an iteration in lanes.
    fn lane(&mut self, nest: &Nest, privates: &Privates) -> TokenStream {
        let mut body = nest.body.clone();
        self.scopes.declare_pattern(&nest.levels[0].pat, None);
        walk_block(self, &mut body);
        let (per_body, stmts) = (&privates.per_body, &body.stmts);
        quote!(#per_body #(#stmts)*)
    }

    /// The loops as they are written.
    fn serial(
        &mut self,
        nest: &Nest,
        accesses: &Accesses,
        privates: &Privates,
        lasts: &[Last],
    ) -> TokenStream {
        let (read, written) = (self.hold(accesses, nest), self.hold_written(accesses, nest));
        let loops = if lasts.is_empty() {
            self.levels(&nest.levels, nest, privates)
        } else {
            let loops = self.loops(nest, privates, lasts, &[]);
            quote!(let __omp_chunk = ::ferromp::__private::whole(&__omp_loop); #loops)
        };
        quote!(#read #written #loops)
    }

    fn levels(&mut self, levels: &[Level], nest: &Nest, privates: &Privates) -> TokenStream {
        let [level, inner @ ..] = levels else { return TokenStream::new() };
        let range = self.clause_expr(&level.range);
        let (label, pat, per_body) = (level.label.as_ref(), &level.pat, &privates.per_body);
        if inner.is_empty() {
            let innermost = Loop { label, pat, range: quote!(#range), body: &nest.body };
            let mut lower = |l: &mut Self, body: &syn::Block| {
                let mark = l.scopes.mark();
                l.scopes.declare_pattern(pat, None);
                let mut body = body.clone();
                walk_block(l, &mut body);
                l.scopes.release(mark);
                let stmts = &body.stmts;
                quote!(#per_body #(#stmts)*)
            };
            if super::super::reads::is_span(&level.range)
                && let Some(twice) = self.twice(&innermost, &mut lower)
            {
                return twice;
            }
            let body = lower(self, &nest.body);
            return quote!(#label for #pat in #range { #body });
        }
        let mark = self.scopes.mark();
        self.scopes.declare_pattern(pat, None);
        let (mut before, mut after) = (level.before.clone(), level.after.clone());
        for stmt in &mut before {
            walk_stmt(self, stmt);
        }
        let inner = self.levels(inner, nest, privates);
        for stmt in &mut after {
            walk_stmt(self, stmt);
        }
        self.scopes.release(mark);
        quote!(#label for #pat in #range { #(#before)* { #inner } #(#after)* })
    }
}

/// What the runtime is to call.
struct Call<'c> {
    nest: &'c Nest,
    reductions: &'c [Ident],
    targets: &'c [ReductionTarget],
    lanes: bool,
    body: TokenStream,
}

impl Call<'_> {
    fn tokens(&self, lowerer: &mut Lowerer<'_>, span: proc_macro2::Span) -> TokenStream {
        let Self { nest, reductions, targets, lanes, body } = self;
        let rt = quote!(::ferromp::__private);
        let values: Vec<Ident> = targets.iter().map(|_| lowerer.fresh("value")).collect();
        let (ops, originals): (Vec<_>, Vec<_>) =
            targets.iter().map(|target| (&target.op, &target.original)).unzip();
        let result = (!reductions.is_empty()).then(|| quote!((#(#reductions,)*)));
        let call = if *lanes {
            let pat = &nest.levels[0].pat;
            let call = quote_spanned!(span=> #rt::simd_lanes);
            quote! {
                #call(
                    __omp_wide,
                    &__omp_loop,
                    &(#(#rt::reduce_op::<#ops, _>(&#originals),)*),
                    #[inline(always)]
                    |#pat, (#(mut #reductions,)*), __omp_fused| { #body; #result },
                )
            }
        } else {
            let call = quote_spanned!(span=> #rt::wide_if);
            // A loop over indices of an array that is held would be told to run over a name of ours.
            quote! {
                #call(
                    __omp_wide,
                    (#(#rt::identity_like::<#ops, _>(&#originals),)*),
                    #[inline(always)]
                    #[allow(clippy::needless_range_loop)]
                    |(#(mut #reductions,)*), __omp_fused| { #body; #result },
                )
            }
        };
        if values.is_empty() {
            return quote!(#call;);
        }
        quote! {
            let (#(#values,)*) = #call;
            #(#rt::combine_into::<#ops, _>(&mut #originals, #values);)*
        }
    }
}
