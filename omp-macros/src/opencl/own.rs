//! Elements of the iteration's own: an iteration that owns the `n` elements from `i * n` must not reach beyond them, for
//! on a device each iteration is a thread.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{Expr, ExprIndex};

use super::{
    apart::{Loops, conditions},
    builder::{Builder, Owned},
    code::{Code, number, option, site},
};
use crate::sharing::{
    affine::{Affine, Term, converted, has_cast, normal_text},
    partition::{Map, Shape, Signed},
    place::{Place, PlaceKey},
    scope::VarId,
};
use crate::{error, report::Extent};

impl Builder<'_> {
    /// The check of an element's owner, if its place in a row needs one. The probe goes before the index.
    pub(super) fn own(&mut self, index: &ExprIndex) -> Option<Code> {
        let place = Place::parse(&Expr::Index(index.clone()))?;
        let key = PlaceKey { var: self.scopes.lookup(&place.root)?, fields: place.fields() };
        let depth = place.indices().len().checked_sub(1)?;
        let around: Vec<Owned> = self.owned.iter().filter(|owned| owned.array.key == key).cloned().collect();
        let mut rows = Vec::new();
        if !self.thread_row(index, depth, &key, &mut rows) {
            for owned in &around {
                self.rows(index, depth, owned, &mut rows);
            }
        }
        let last = rows.pop()?;
        let slot = self.usize_slot();
        let (offset, width, cell) = (last.0, last.1, self.cell(slot));
        let (mut ir, w) = (offset.ir, &width.ir);
        let (o, n) = (offset.probe, &width.probe);
        let mut probe = quote!(#cell.scalar(&(#o)); #cell.scalar(&(#n)););
        for (offset, limit) in rows {
            ir = self.within(&ir, w, &offset.ir, &limit.ir);
            let (o, n) = (offset.probe, limit.probe);
            probe.extend(quote!(#cell.scalar(&(#o)); #cell.scalar(&(#n));));
        }
        Some(Code::new(quote!(__omp_ir::Own::Row { offset: &#ir, width: &#w }), probe))
    }

    /// The same for an element that is the thread's own; false if it is not.
    fn thread_row(
        &mut self,
        index: &ExprIndex,
        depth: usize,
        key: &PlaceKey,
        rows: &mut Vec<(Code, Code)>,
    ) -> bool {
        let of_array = self.thread_rows.iter().rev().find(|slots| depth == 0 && slots.key == *key);
        let Some(slots) = of_array else { return false };
        let Some((thread, stride)) = slots.row(&index.index, &self.scopes) else { return false };
        if !slots.agree(&stride) {
            let text = key.text(&self.scopes);
            self.refuse(error::DEVICE_SLOT, Extent::of(index), &[&text]);
            return true;
        }
        if stride.literal().is_none() {
            // So small that an index that wraps around has been out of bounds before.
            let most = syn::parse_quote!(2_147_483_648_usize);
            rows.push((self.expr(&as_usize(&stride.expr)), self.expr(&most)));
        }
        let coefs = vec![Signed { negative: false, expr: stride.expr.clone() }];
        let map = Map { coefs, offset: Vec::new(), width: stride.expr };
        rows.push(self.row(index, &map, &[thread]));
        true
    }

    /// What has to be less than what, for the element to be the iteration's of one loop around.
    fn rows(&mut self, index: &ExprIndex, depth: usize, owned: &Owned, rows: &mut Vec<(Code, Code)>) {
        let Some(map) = map_of(owned, depth) else { return };
        // Of what a function says, the threads might get different values.
        if !owned.array.partition.steady || map.coefs.iter().any(|coef| calls(&coef.expr)) {
            self.refuse(error::DEVICE_STRIDE, Extent::of(index), &[]);
            return;
        }
        if let Some(starts) = &owned.starts {
            let names = self.names(&owned.loop_vars);
            let loops = names.as_ref().map(|names| Loops { names, starts, stepped: owned.stepped });
            let apart = loops.and_then(|loops| conditions(&owned.array.partition.shape, loops));
            if apart.is_none() {
                self.refuse(error::DEVICE_APART, Extent::of(index), &[]);
            }
            for (less, than) in apart.into_iter().flatten() {
                rows.push((self.expr(&less), self.expr(&than)));
            }
        }
        let loop_vars = match &owned.array.partition.shape {
            Shape::Cells(_) | Shape::Layers(_) => owned.loop_vars.get(depth..=depth).unwrap_or_default(),
            _ => &owned.loop_vars,
        };
        // With one element each, what is left to see is that the index loses nothing on its way to `usize`.
        let may_lose = || !rows.is_empty() && remainder(index, map, loop_vars, &self.scopes).is_none();
        if normal_text(&map.width) != "1" || may_lose() {
            rows.push(self.row(index, map, loop_vars));
        }
    }

    /// `offset`, if an iteration around owns the element too; else what is no offset.
    fn within(
        &mut self,
        offset: &TokenStream,
        none: &TokenStream,
        outer: &TokenStream,
        limit: &TokenStream,
    ) -> TokenStream {
        let (slot, site) = (number(self.usize_slot()), site(Span::mixed_site()));
        let block = |value: &TokenStream| {
            let value = option(Some(value.clone()));
            quote!(&__omp_ir::Block { stmts: &[], value: #value })
        };
        let (then, otherwise) = (block(offset), option(Some(block(none))));
        let slot = option(Some(quote!(#slot)));
        quote! {
            __omp_ir::Expr::If(
                &__omp_ir::Expr::Binary(__omp_ir::BinaryOp::Lt, &#outer, &#limit, #site), #then, #otherwise, #slot,
            )
        }
    }

    /// Where an element is in the iteration's row, and how many there are: both of them `usize`.
    fn row(&mut self, index: &ExprIndex, map: &Map, loop_vars: &[VarId]) -> (Code, Code) {
        self.usize_slot();
        let offset = remainder(index, map, loop_vars, &self.scopes);
        let plain = offset.is_some();
        let offset = match offset.or_else(|| Some(distance(index, map, &self.names(loop_vars)?))) {
            Some(offset) => self.expr(&offset),
            None => self.refuse(error::DEVICE_APART, Extent::of(index), &[]),
        };
        let width = if plain { self.expr(&map.width) } else { self.expr(&as_usize(&map.width)) };
        (offset, width)
    }

    /// The loops' variables, unless something else has taken over a name.
    fn names(&self, vars: &[VarId]) -> Option<Vec<syn::Ident>> {
        vars.iter()
            .map(|&var| {
                let name = &self.scopes.var(var).name;
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
        Shape::Layers(maps) => maps.get(depth),
        Shape::Columns(map) => (depth == 1).then_some(map),
        Shape::Lone(_) => None,
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
        start = if negative { syn::parse_quote!(#start - #term) } else { syn::parse_quote!(#start + #term) };
    };
    // Where the row starts, in `usize`: an index that has lost bits on the way to `usize` is elsewhere.
    for (coef, name) in map.coefs.iter().zip(names).filter(|(coef, _)| normal_text(&coef.expr) != "0") {
        // Each for itself: the index may have converted them from different types.
        let (stride, at) = (as_usize(&coef.expr), as_usize(&syn::parse_quote!(#name)));
        add(coef.negative, syn::parse_quote!(#stride * #at));
    }
    for term in &map.offset {
        add(term.negative, as_usize(&term.expr));
    }
    let at = &index.index;
    syn::parse_quote!((#at) - (#start))
}

pub(super) fn as_usize(expr: &Expr) -> Expr {
    syn::parse_quote!((#expr) as usize)
}

/// Whether a function is called in it that is not a conversion.
fn calls(expr: &Expr) -> bool {
    struct Calls(bool);
    impl<'ast> syn::visit::Visit<'ast> for Calls {
        fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
            self.0 |= converted(call).is_none();
            syn::visit::visit_expr_call(self, call);
        }
    }
    let mut calls = Calls(false);
    syn::visit::Visit::visit_expr(&mut calls, expr);
    calls.0
}
