//! Elements of the iteration's own: an iteration that owns the `n` elements from `i * n` must not reach beyond them, for
//! on a device each iteration is a thread.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, ExprIndex};

use super::{
    builder::{Builder, Owned},
    code::Code,
};
use crate::sharing::{
    affine::{Affine, Term, normal_text},
    partition::{Map, Shape, Signed},
    place::{Place, PlaceKey},
    scope::VarId,
};

impl Builder<'_> {
    /// The check of an element's owner, if its place in a row needs one. The probe goes before the index.
    pub(super) fn own(&mut self, index: &ExprIndex) -> Option<Code> {
        let place = Place::parse(&Expr::Index(index.clone()))?;
        let key = PlaceKey { var: self.scopes.lookup(&place.root)?, fields: place.fields() };
        let depth = place.indices().len().checked_sub(1)?;
        let (map, loop_vars) = self.owned.iter().rev().find_map(|owned| {
            (owned.array.key == key)
                .then(|| Some((map_of(owned, depth)?.clone(), owned.loop_vars.clone())))?
        })?;
        if normal_text(&map.width) == "1" {
            return None;
        }
        match remainder(index, &map, &loop_vars, &self.scopes) {
            Some(offset) => self.row(&offset, &map.width),
            None => self.row(&distance(index, &map, &self.names(&loop_vars)?), &as_usize(&map.width)),
        }
    }

    /// `offset` of `width` elements, both of them `usize`.
    fn row(&mut self, offset: &Expr, width: &Expr) -> Option<Code> {
        let slot = self.usize_slot();
        let cell = self.cell(slot);
        let (offset, width) = (self.expr(offset), self.expr(width));
        let (o, w, offset, width) = (offset.ir, width.ir, offset.probe, width.probe);
        Some(Code::new(
            quote!(__omp_ir::Own::Row { offset: &#o, width: &#w }),
            quote!(#cell.scalar(&(#offset)); #cell.scalar(&(#width));),
        ))
    }

    fn names(&self, vars: &[VarId]) -> Option<Vec<syn::Ident>> {
        vars.iter()
            .map(|&var| {
                let name = &self.scopes.var(var).name;
                // A name that something else took over cannot be written.
                (self.scopes.lookup(name) == Some(var)).then(|| name.clone())
            })
            .collect()
    }
}

/// The map that says whose an element is, if it is the index at that depth that picks it.
fn map_of(owned: &Owned, depth: usize) -> Option<&Map> {
    match &owned.array.partition.shape {
        Shape::Elements(map) => (depth == owned.array.partition.fixed.len()).then_some(map),
        Shape::Cells(maps) => maps.get(depth),
        Shape::Columns(map) => (depth == 1).then_some(map),
    }
}

/// What is left of `i * n + j` without the start of the row.
fn remainder(
    index: &ExprIndex,
    map: &Map,
    loop_vars: &[VarId],
    scopes: &crate::sharing::scope::Scopes,
) -> Option<Expr> {
    let affine = Affine::parse(&index.index, loop_vars, scopes)?;
    let same = |coef: &Option<Term>, of_map: &Signed| coef.as_ref().is_some_and(|coef| of_map.is(coef));
    let rows = affine.coefs.len() == map.coefs.len()
        && affine.coefs.iter().zip(&map.coefs).all(|(coef, of_map)| same(coef, of_map));
    if !rows || has_cast(&index.index) {
        return None;
    }
    let mut rest: Vec<&Term> = affine.rest.iter().collect();
    for part in &map.offset {
        rest.remove(rest.iter().position(|term| part.is(term))?);
    }
    let (minus, plus): (Vec<&Term>, Vec<&Term>) = rest.into_iter().partition(|term| term.negative);
    let (plus, minus): (Vec<_>, Vec<_>) =
        (plus.iter().map(|term| &term.expr).collect(), minus.iter().map(|term| &term.expr).collect());
    let sum: TokenStream = if plus.is_empty() { quote!(0) } else { quote!(#((#plus))+*) };
    // Below zero it wraps, and is no part of the row.
    Some(syn::parse_quote!(#sum #(- (#minus))*))
}

/// The index less the start of the row; below zero it wraps.
fn distance(index: &ExprIndex, map: &Map, names: &[syn::Ident]) -> Expr {
    let mut start: Expr = syn::parse_quote!(0_usize);
    let mut add = |negative: bool, term: Expr| {
        let term = as_usize(&term);
        start = if negative { syn::parse_quote!(#start - #term) } else { syn::parse_quote!(#start + #term) };
    };
    for (coef, name) in map.coefs.iter().zip(names) {
        let expr = &coef.expr;
        add(coef.negative, syn::parse_quote!((#expr) * #name));
    }
    for term in &map.offset {
        add(term.negative, term.expr.clone());
    }
    let at = &index.index;
    syn::parse_quote!((#at) - (#start))
}

fn as_usize(expr: &Expr) -> Expr {
    syn::parse_quote!((#expr) as usize)
}

fn has_cast(expr: &Expr) -> bool {
    struct Casts(bool);
    impl<'ast> syn::visit::Visit<'ast> for Casts {
        fn visit_expr_cast(&mut self, _: &'ast syn::ExprCast) {
            self.0 = true;
        }
    }
    let mut casts = Casts(false);
    syn::visit::Visit::visit_expr(&mut casts, expr);
    casts.0
}
