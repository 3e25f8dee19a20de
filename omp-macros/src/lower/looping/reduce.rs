//! Loops with a `reduction` clause.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::{Expr, Ident, visit::Visit};

use super::super::{Lowerer, Shared, clauses};
use crate::{
    sharing::{
        nest::{Nest, is_range},
        region::CLAUSE_GUARD,
    },
    syntax::{ClauseKind, Directive, ScheduleKind},
};

/// Where a region's or an orphaned loop's reduction goes.
pub(super) struct ReductionTarget {
    pub(super) op: TokenStream,
    pub(super) original: Expr,
    pub(super) shared: Option<Shared>,
}

/// Whether a reduction's body profits from being run in lanes: a straight piece of arithmetic over one range.
pub(super) fn fits_lanes(nest: &Nest, directive: &Directive, reductions: &[Ident]) -> bool {
    struct Straight<'a> {
        ok: bool,
        names: Vec<&'a Ident>,
    }
    impl<'ast> Visit<'ast> for Straight<'_> {
        fn visit_expr(&mut self, expr: &'ast Expr) {
            match expr {
                Expr::ForLoop(_)
                | Expr::While(_)
                | Expr::Loop(_)
                | Expr::Continue(_)
                | Expr::Closure(_)
                | Expr::Macro(_)
                | Expr::Match(_) => self.ok = false,
                // An array as reduction variable: its lanes would be copies of it.
                Expr::Index(e) if self.names.iter().any(|n| **n == e.expr.to_token_stream().to_string()) => {
                    self.ok = false;
                }
                _ => {}
            }
            syn::visit::visit_expr(self, expr);
        }
        fn visit_stmt_macro(&mut self, _: &'ast syn::StmtMacro) {
            self.ok = false;
        }
        fn visit_attribute(&mut self, _: &'ast syn::Attribute) {
            self.ok = false;
        }
    }
    if reductions.is_empty() {
        return false;
    }
    let plain = directive.clauses.iter().all(|c| match &c.kind {
        ClauseKind::Schedule { kind, chunk, .. } => matches!(kind, ScheduleKind::Static) && chunk.is_none(),
        _ => true,
    });
    let names = reductions.iter().collect();
    let mut straight =
        Straight { ok: plain && nest.levels.len() == 1 && is_range(&nest.levels[0].range), names };
    straight.visit_block(&nest.body);
    straight.ok
}

impl Lowerer<'_> {
    pub(super) fn region_reductions(&mut self, directive: &Directive) -> Vec<ReductionTarget> {
        let mut targets = Vec::new();
        for clause in &directive.clauses {
            let ClauseKind::Reduction { op, places } = &clause.kind else { continue };
            let op = clauses::reduction_op(*op);
            for place in places {
                let Some(key) = self.key_of(place) else { continue };
                let shared = self.shared_of(&key);
                let mut original = self.expr_of(&key);
                if self.is_reference(&key) && shared.is_none() {
                    original = syn::parse_quote!((*#original));
                }
                targets.push(ReductionTarget { op: op.clone(), original, shared });
            }
        }
        targets
    }

    /// Variables that the region shares are combined once; a thread's own end with the team's value.
    pub(super) fn reduce_call(
        &mut self,
        span: proc_macro2::Span,
        lanes: bool,
        targets: &[ReductionTarget],
        parts: &TokenStream,
        body: &TokenStream,
    ) -> TokenStream {
        let rt = quote!(::ferromp::__private);
        let values: Vec<Ident> = targets.iter().map(|_| self.fresh("value")).collect();
        let (mut setup, mut ops, mut finish) = (TokenStream::new(), Vec::new(), TokenStream::new());
        for (target, value) in targets.iter().zip(&values) {
            let (op, original) = (&target.op, &target.original);
            match &target.shared {
                None => {
                    ops.push(quote!(#rt::reduce_op::<#op, _>(&#original)));
                    finish.extend(quote!(#rt::combine_into::<#op, _>(&mut #original, #value);));
                }
                Some(shared) => {
                    let (declaration, site) = self.critical_site(CLAUSE_GUARD);
                    let (handle, identity, phased) = (self.fresh("handle"), self.fresh("op"), &shared.phased);
                    setup.extend(quote! {
                        #declaration
                        let #handle = #phased.guarded(&#site);
                        let #identity = #rt::critical(&#site, |__omp_key| #rt::reduce_op::<#op, _>(&*#handle.open(__omp_key)));
                    });
                    ops.push(quote!(#identity));
                    finish.extend(quote! {
                        #rt::critical(&#site, |__omp_key| {
                            #rt::combine_into::<#op, _>(&mut *#handle.open(__omp_key), #value);
                        });
                    });
                }
            }
        }
        let all_shared = targets.iter().all(|t| t.shared.is_some());
        let name = match (all_shared, lanes) {
            (true, false) => quote_spanned!(span=> for_reduce),
            (true, true) => quote_spanned!(span=> for_reduce_lanes),
            (false, false) => quote_spanned!(span=> for_reduce_all),
            (false, true) => quote_spanned!(span=> for_reduce_all_lanes),
        };
        let head = quote_spanned!(span=> ::ferromp::__private::#name);
        let arguments = quote!(__omp_schedule, __omp_loop, #parts, (#(#ops,)*), #body);
        if all_shared {
            quote!({ #setup #head(#arguments, |(#(#values,)*)| { #finish }); })
        } else {
            quote!(#setup let (#(#values,)*) = #head(#arguments); #finish)
        }
    }
}
