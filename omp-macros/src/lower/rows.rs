//! Rows of flat matrices. An iteration that owns the `n` elements from `i * n` takes them as a slice, once: its inner
//! loops then index a slice of known length, which the compiler checks once and vectorises.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, Ident};

use crate::sharing::{
    access::{Access, Index},
    affine::{Affine, Term, has_cast, normal_text},
    partition::{Invariant, Map, Partition, Shape, Signed},
    scope::{Scopes, VarId},
};

/// The map of a partition by rows of which every access is a plain `i * n + ..`.
pub(super) fn row_map<'p>(
    partition: &'p Partition,
    accesses: &[&Access],
    invariant: &Invariant<'_>,
) -> Option<&'p Map> {
    let Shape::Elements(map) = &partition.shape else { return None };
    let [coef] = map.coefs.as_slice() else { return None };
    let by_rows = !coef.negative && normal_text(&coef.expr) == normal_text(&map.width);
    let more_than_one = normal_text(&map.width) != "1";
    let depth = partition.fixed.len();
    let fixed_width = |index: &Index| {
        index.affine.as_ref().is_some_and(|affine| affine.coefs.iter().flatten().all(|c| invariant.term(c)))
    };
    let plain = |access: &&Access| {
        access
            .indices
            .get(depth)
            .is_some_and(|index| !has_cast(&index.expr) && !index.through_let && fixed_width(index))
    };
    (by_rows && more_than_one && accesses.iter().all(plain)).then_some(map)
}

/// `c[i * n + j]` as `row[j]`; `start` is where the row of iteration 0 starts.
pub(super) fn in_row(row: &Ident, cell: &Expr, loop_var: VarId, start: &[Signed], scopes: &Scopes) -> Expr {
    let Expr::Index(cell) = cell else { return syn::parse_quote!(#row) };
    let Some(affine) = Affine::parse(&cell.index, &[loop_var], scopes) else {
        let index = &cell.index;
        return syn::parse_quote!(#row[#index]);
    };
    // What is left when the start of the row is taken away: each of its terms once, and no other that looks alike.
    let mut rest: Vec<&Term> = affine.rest.iter().collect();
    for part in start {
        if let Some(at) = rest.iter().position(|term| part.is(term)) {
            rest.remove(at);
        }
    }
    // Positive terms first: the sum stays above zero.
    let plus: Vec<&Expr> = rest.iter().filter(|term| !term.negative).map(|term| &term.expr).collect();
    let minus: Vec<&Expr> = rest.iter().filter(|term| term.negative).map(|term| &term.expr).collect();
    let sum: TokenStream = if plus.is_empty() { quote!(0) } else { quote!(#(#plus)+*) };
    let index = &cell.index;
    let span = syn::spanned::Spanned::span(index);
    if minus.is_empty() {
        return syn::parse_quote_spanned!(span=> #row[#sum]);
    }
    // `j - 1` with `j` zero leaves the row, which the row itself tells best.
    syn::parse_quote_spanned!(span=> #row[::ferromp::__private::difference(#sum, #(#minus)+*)])
}
