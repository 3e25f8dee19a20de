//! `lastprivate`: the values of the sequentially last iteration come home.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Expr;

use super::super::{Lowerer, clauses::Last};
use crate::{
    sharing::{nest::Nest, place::PlaceKey, race::Race, region::CLAUSE_GUARD},
    syntax::{ClauseKind, Directive},
};

impl Lowerer<'_> {
    /// The cells that take the last iteration's values, and how these come home.
    pub(super) fn last_cells(
        &mut self,
        directive: &Directive,
        nest: &Nest,
    ) -> (TokenStream, TokenStream, Vec<Last>) {
        let originals: Vec<(PlaceKey, Expr, bool)> = self.last_originals(directive);
        let lasts = self.lasts(directive);
        let (mut cells, mut after) = (TokenStream::new(), TokenStream::new());
        if lasts.is_empty() {
            return (cells, after, lasts);
        }
        if nest.index_names().iter().any(Option::is_none) {
            let message = "`lastprivate` needs a loop that counts".to_owned();
            let help = "iterate over a range: `for i in 0..n`".to_owned();
            self.race(Race { at: directive.span.into(), message, help, other: None });
        }
        cells.extend(quote!(let __omp_last = ::ferromp::__private::last_indices(&__omp_loop);));
        for (last, (key, original, shared)) in lasts.iter().zip(&originals) {
            let cell = &last.cell;
            cells.extend(quote!(let #cell = ::ferromp::__private::LastPrivate::new();));
            let store = if *shared { self.store_shared(key) } else { quote!(#original = __omp_value;) };
            after.extend(quote!(if let ::core::option::Option::Some(__omp_value) = #cell.take() { #store }));
        }
        (cells, after, lasts)
    }

    fn last_originals(&mut self, directive: &Directive) -> Vec<(PlaceKey, Expr, bool)> {
        let mut originals = Vec::new();
        for clause in &directive.clauses {
            let ClauseKind::Lastprivate(places) = &clause.kind else { continue };
            for place in places {
                if let Some(key) = self.outer_key(place, directive) {
                    let shared =
                        self.shared_of(&key).is_some() && matches!(directive.kind, crate::syntax::Kind::For);
                    originals.push((key.clone(), self.expr_of(&key), shared));
                }
            }
        }
        originals
    }

    /// Stores `__omp_value` in a variable that the whole region shares: the one thread that has it.
    fn store_shared(&mut self, key: &PlaceKey) -> TokenStream {
        let Some(shared) = self.shared_of(key) else { return TokenStream::new() };
        let (declaration, site) = self.critical_site(CLAUSE_GUARD);
        let phased = shared.phased;
        quote! {
            #declaration
            let __omp_handle = #phased.guarded(&#site);
            ::ferromp::__private::critical(&#site, |__omp_key| *__omp_handle.open(__omp_key) = __omp_value);
        }
    }
}
