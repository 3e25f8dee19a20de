//! Arrays that the iterations divide: as parts of the construct.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use super::super::{Lowerer, Shared, clauses::borrow_mut, opening::writes_own, rows, tokens::here};
use crate::sharing::{
    access::{Access, Accesses, LoopContext},
    partition::{Invariant, Map, Partition, Shape, Signed, partition},
    place::PlaceKey,
    region::{Mode, Plan},
    scope::VarId,
};

/// An array that the iterations divide among themselves.
pub(in super::super) struct OwnPart {
    /// The directive whose loop divides the array.
    pub(in super::super) span: proc_macro2::Span,
    pub(in super::super) key: PlaceKey,
    pub(in super::super) text: String,
    pub(in super::super) partition: Partition,
    /// The map, if an iteration takes its elements as one row.
    pub(in super::super) row: Option<Map>,
}

impl OwnPart {
    fn new(
        (key, text): (PlaceKey, String),
        partition: Partition,
        accesses: &[&Access],
        loop_: &LoopContext,
        assigned: &HashSet<VarId>,
    ) -> Self {
        let row = rows::row_map(&partition, accesses, &Invariant::of(loop_, assigned)).cloned();
        Self { span: loop_.span, key, text, partition, row }
    }
}

/// The arrays that a combined construct divides.
pub(in super::super) fn own_parts(plan: &Plan) -> Vec<OwnPart> {
    let mut parts = Vec::new();
    for written in &plan.written {
        let mut list: Vec<&Access> = Vec::new();
        let mut loop_: Option<&LoopContext> = None;
        for &i in &written.accesses {
            if let Some(Mode::Own(own)) = plan.modes.get(&i) {
                list.push(&plan.accesses.list[i]);
                loop_ = Some(own);
            }
        }
        let Some(loop_) = loop_ else { continue };
        if let Ok(partition) = partition(&list, loop_, &plan.accesses.assigned) {
            let name = (written.key.clone(), written.key.text(&plan.accesses.scopes));
            parts.push(OwnPart::new(name, partition, &list, loop_, &plan.accesses.assigned));
        }
    }
    parts
}

impl Lowerer<'_> {
    /// The shared variable of the innermost region that `key` is.
    pub(super) fn shared_of(&self, key: &PlaceKey) -> Option<Shared> {
        self.regions.last()?.shared.iter().find(|shared| shared.key == *key).cloned()
    }

    /// The arrays of the innermost region that a loop divides.
    pub(super) fn region_parts(&self, accesses: &Accesses) -> Vec<OwnPart> {
        let Some(region) = self.regions.last() else { return Vec::new() };
        let mut parts = Vec::new();
        for shared in &region.shared {
            let list: Vec<&Access> = accesses.list.iter().filter(|a| a.key.overlaps(&shared.key)).collect();
            let Some(loop_) = list.iter().find_map(|a| a.context.loop_.clone()) else { continue };
            if !list.iter().any(|a| writes_own(a, loop_.id)) {
                continue;
            }
            let list: Vec<&Access> = list.into_iter().filter(|a| a.context.guards.is_empty()).collect();
            if let Ok(partition) =
                partition(&list, &loop_, &accesses.assigned).map(Partition::over_whole_array)
            {
                let name = (shared.key.clone(), shared.text.clone());
                parts.push(OwnPart::new(name, partition, &list, &loop_, &accesses.assigned));
            }
        }
        parts
    }

    /// A part of an array that the construct borrows for itself.
    pub(super) fn exclusive_part(&mut self, part: &OwnPart) -> TokenStream {
        let mut expr = self.expr_of(&part.key);
        for index in &part.partition.fixed {
            expr = syn::parse_quote!(#expr[#index]);
        }
        let (text, span) = (&part.text, here(part.span));
        let rt = quote!(::ferromp::__private);
        match &part.partition.shape {
            Shape::Elements(map) => {
                let map = self.map(map);
                quote_spanned!(span=> #rt::own(#text, &mut #expr[..], #map))
            }
            Shape::Layers(maps) => {
                let [i, j, k] = [0, 1, 2].map(|n| self.map(&maps[n]));
                quote_spanned!(span=> #rt::own_layers(#text, &mut #expr[..], #i, [#j, #k]))
            }
            Shape::Lone(map) => {
                let (map, variable) = (self.map(map), borrow_mut(self, &part.key));
                quote_spanned!(span=> #rt::own(#text, &mut [#variable][..], #map))
            }
            shape => {
                let map = self.row_map(shape);
                quote_spanned!(span=> #rt::own_rows(#text, &mut #expr[..], #map))
            }
        }
    }

    /// A part of an array that the region shares: the team agrees on it.
    pub(super) fn phased_part(&mut self, part: &OwnPart) -> TokenStream {
        let Some(shared) = self.shared_of(&part.key) else { return TokenStream::new() };
        let (phased, span) = (shared.phased, here(part.span));
        match &part.partition.shape {
            Shape::Elements(map) => {
                let map = self.map(map);
                quote_spanned!(span=> #phased.part(#map))
            }
            shape => {
                let map = self.row_map(shape);
                quote_spanned!(span=> #phased.part_rows(#map))
            }
        }
    }

    /// A division of nested rows: of their cells, or of their columns.
    fn row_map(&mut self, shape: &Shape) -> TokenStream {
        let rt = quote!(::ferromp::__private);
        match shape {
            Shape::Cells(maps) => {
                let (rows, columns) = (self.map(&maps[0]), self.map(&maps[1]));
                quote!(#rt::RowMap::collapsed(#rows, #columns))
            }
            Shape::Layers(_) => unreachable!("only combined constructs divide layers"),
            Shape::Columns(map) | Shape::Elements(map) | Shape::Lone(map) => {
                let map = self.map(map);
                quote!(#rt::RowMap::columns(#map))
            }
        }
    }

    pub(in super::super) fn map(&mut self, map: &Map) -> TokenStream {
        let coefs: Vec<TokenStream> = map.coefs.iter().map(|c| self.signed(c)).collect();
        let offset = self.sum(&map.offset);
        let width = self.clause_expr(&map.width);
        quote! {
            ::ferromp::__private::Map::new([#(#coefs),*], #offset, ::ferromp::__private::width(#width))
        }
    }

    fn signed(&mut self, signed: &Signed) -> TokenStream {
        let expr = self.clause_expr(&signed.expr);
        let sign = signed.negative.then(|| quote!(-));
        quote!(#sign ::ferromp::__private::int(#expr))
    }

    pub(super) fn sum(&mut self, terms: &[Signed]) -> TokenStream {
        let terms: Vec<TokenStream> = terms.iter().map(|term| self.signed(term)).collect();
        if terms.is_empty() { quote!(0i128) } else { quote!((#(#terms)+*)) }
    }
}
