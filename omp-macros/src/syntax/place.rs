//! A variable as the sharing rules see it: a name, or a field reached from one.

use std::fmt;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, TokenStreamExt as _};
use syn::{Expr, Member, Token};

/// `x` or `self.grid`. Two are equal when they read the same, wherever they stand.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Place {
    pub(crate) base: Ident,
    pub(crate) fields: Vec<Member>,
}

impl Place {
    /// The place that `expr` names; none for an element, a call, or a path of several segments.
    pub(crate) fn from_expr(expr: &Expr) -> Option<Place> {
        match expr {
            Expr::Path(path) if path.qself.is_none() => {
                let base = path.path.get_ident()?.clone();
                Some(Place { base, fields: Vec::new() })
            }
            Expr::Field(field) => {
                let mut place = Place::from_expr(&field.base)?;
                place.fields.push(field.member.clone());
                Some(place)
            }
            Expr::Paren(paren) => Place::from_expr(&paren.expr),
            Expr::Group(group) => Place::from_expr(&group.expr),
            _ => None,
        }
    }

    pub(crate) fn span(&self) -> Span {
        self.base.span()
    }

    /// Whether one of the two holds the other: `grid` and `grid.cells`.
    pub(crate) fn overlaps(&self, other: &Place) -> bool {
        self.base == other.base && self.fields.iter().zip(&other.fields).all(|(a, b)| a == b)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.base)?;
        for field in &self.fields {
            match field {
                Member::Named(name) => write!(f, ".{name}")?,
                Member::Unnamed(index) => write!(f, ".{}", index.index)?,
            }
        }
        Ok(())
    }
}

impl ToTokens for Place {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append(self.base.clone());
        for field in &self.fields {
            <Token![.]>::default().to_tokens(tokens);
            field.to_tokens(tokens);
        }
    }
}
