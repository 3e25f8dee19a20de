//! The copy of a loop's body that takes its elements by the number of the iteration.

use syn::{Block, Expr, Ident, Pat, Stmt};

use super::candidates::{Candidate, Inside, Kind};
use crate::{
    sharing::{
        place::{Place, PlaceKey, replace_prefix},
        scope::{Scopes, VarId},
        walk::{Usage, Walk, walk_block, walk_expr},
    },
    syntax::Directive,
};

/// The body in which `list[n]` is an element of `names[n]`.
pub(super) fn with_runs(
    scopes: &Scopes,
    pat: &Pat,
    body: &Block,
    list: &[Candidate],
    names: &[Ident],
) -> Block {
    let mut body = body.clone();
    walk_block(&mut Rewrite { inside: Inside::of(scopes, pat), list, names }, &mut body);
    body
}

struct Rewrite<'l> {
    inside: Inside,
    list: &'l [Candidate],
    names: &'l [Ident],
}

impl Walk for Rewrite<'_> {
    fn scopes(&mut self) -> &mut Scopes {
        &mut self.inside.scopes
    }

    fn place(&mut self, expr: &mut Expr, place: &Place, var: VarId, _: Usage<'_>) {
        let Some(index) = self.inside.index(place, var) else { return };
        let key = PlaceKey { var, fields: place.fields() };
        let Some(at) = self.list.iter().position(|candidate| candidate.is(&key, index)) else { return };
        let (name, kind) = (&self.names[at], &self.list[at].kind);
        replace_prefix(expr, key.fields.len() + place.leading_derefs() + 1, &mut |cell| match kind {
            Kind::Read(_) => syn::parse_quote!((*#name.pick(__omp_k, || &#cell))),
            Kind::Own(_) | Kind::Mine(_) => syn::parse_quote!(#name[__omp_k]),
        });
    }

    fn captured(&mut self, _: &Ident, _: VarId) -> Option<Expr> {
        None
    }

    fn construct(&mut self, _: Directive, expr: &mut Expr, _: bool) {
        walk_expr(self, expr, Usage::Read);
    }

    fn standalone(&mut self, _: Directive, _: &mut Stmt) {}
}
