//! Sections of `map` in the host's version of a region: as on a device, what lies beside them cannot be used.

use proc_macro2::TokenStream;
use syn::{Expr, Ident, spanned::Spanned as _};

use super::{
    super::{Lowerer, With, tokens::here},
    args::Listed,
};
use crate::sharing::{
    place::{Place, PlaceKey},
    scope::VarId,
    walk::Usage,
};

/// An array of which a section is mapped, and the variable that holds which.
#[derive(Clone)]
pub(in super::super) struct Sectioned {
    pub(super) key: PlaceKey,
    pub(super) name: Ident,
}

impl Lowerer<'_> {
    /// The sections of the `map` clauses under names, checked where the clauses stand.
    pub(super) fn sections(&mut self, listed: &[Listed], lets: &mut TokenStream) -> Vec<Option<Ident>> {
        let mut names = Vec::new();
        for listed in listed {
            let span = listed.place.base.span();
            let section = listed.section.as_ref();
            names.push(section.map(|range| self.checked_section(&listed.key, range, span, lets)));
        }
        names
    }

    /// From here on, uses of these arrays keep to their sections.
    pub(super) fn enforce(&mut self, listed: &[Listed], names: &[Option<Ident>]) {
        for (listed, name) in listed.iter().zip(names) {
            // A copy has taken the variable's name.
            if let (Some(name), Some(key)) = (name.clone(), self.key_of(&listed.place)) {
                self.sections.push(Sectioned { key, name });
            }
        }
    }

    /// What holds the section of the array that a place is in.
    pub(in super::super) fn section_of(&self, place: &Place, var: VarId) -> Option<Ident> {
        let fields = place.fields();
        let found = self.sections.iter().find(|s| s.key.var == var && s.key.fields == fields)?;
        Some(found.name.clone())
    }

    /// Has an index checked before the place is rewritten, if the index outlives that.
    pub(in super::super) fn check_index(&self, expr: &mut Expr, place: &Place, var: VarId) -> bool {
        let Some(section) = self.section_of(place, var) else { return false };
        let gone = matches!(
            self.substitute_of(var, &place.fields()),
            Some((With::Row { .. } | With::Cells { .. } | With::Block { fixed: 1.., .. }, _))
        );
        if place.indices().is_empty() || gone {
            return gone;
        }
        if let Some(index) = innermost(expr) {
            let span = here(index.span());
            *index = syn::parse_quote_spanned!(span=> #section.at(#index));
        }
        false
    }

    /// Has a use checked whose index the rewriting has taken away, or that has none.
    pub(in super::super) fn check_use(
        &self,
        expr: &mut Expr,
        place: &Place,
        (var, usage): (VarId, Usage<'_>),
        gone: bool,
    ) {
        let Some(section) = self.section_of(place, var) else { return };
        match place.indices().first() {
            Some(first) => {
                if let Some(index) = innermost(expr).filter(|_| gone) {
                    let span = here(first.span());
                    *index = syn::parse_quote_spanned!(span=> { let _ = #section.at(#first); #index });
                }
            }
            None if usage == Usage::Read => {
                let span = here(place.root.span());
                let reference = place.projections.is_empty() && self.scopes.var(var).is_mut_ref;
                *expr = if reference {
                    syn::parse_quote_spanned!(span=> &**#section.whole(&#expr))
                } else {
                    syn::parse_quote_spanned!(span=> *#section.whole(&#expr))
                };
            }
            None => {}
        }
    }
}

/// The index next to the variable: `i` of `a[i][j].x`.
fn innermost(expr: &mut Expr) -> Option<&mut Expr> {
    match expr {
        Expr::Paren(e) => innermost(&mut e.expr),
        Expr::Group(e) => innermost(&mut e.expr),
        Expr::Field(e) => innermost(&mut e.base),
        Expr::Unary(e) => innermost(&mut e.expr),
        Expr::Index(e) => {
            if has_index(&e.expr) {
                innermost(&mut e.expr)
            } else {
                Some(&mut e.index)
            }
        }
        _ => None,
    }
}

fn has_index(expr: &Expr) -> bool {
    match expr {
        Expr::Index(_) => true,
        Expr::Paren(e) => has_index(&e.expr),
        Expr::Group(e) => has_index(&e.expr),
        Expr::Field(e) => has_index(&e.base),
        Expr::Unary(e) => has_index(&e.expr),
        _ => false,
    }
}
