//! Place expressions: a variable, then fields, indices and dereferences.

use quote::ToTokens;
use syn::{Expr, Ident, Member, UnOp};

use super::scope::{Scopes, VarId};

/// The variable and the fields that name a thing of their own: `grid`, `self.grid`. Different fields of one
/// value are different variables.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct PlaceKey {
    pub(crate) var: VarId,
    pub(crate) fields: Vec<String>,
}

impl PlaceKey {
    /// Whether one contains the other.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.var == other.var && self.fields.iter().zip(&other.fields).all(|(a, b)| a == b)
    }

    /// The source text, for messages.
    pub(crate) fn text(&self, scopes: &Scopes) -> String {
        let mut text = scopes.var(self.var).name.to_string();
        for field in &self.fields {
            text.push('.');
            text.push_str(field);
        }
        text
    }
}

/// One step from a value to a part of it.
#[derive(Clone)]
pub(crate) enum Projection {
    Field(Member),
    Index(Expr),
    Deref,
}

/// A place expression taken apart: the outermost projection last.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) root: Ident,
    pub(crate) projections: Vec<Projection>,
}

impl Place {
    /// Takes `expr` apart if it is a place that starts at a plain name.
    pub(crate) fn parse(expr: &Expr) -> Option<Self> {
        match expr {
            Expr::Path(path) if path.attrs.is_empty() && path.qself.is_none() => {
                Some(Self { root: path.path.get_ident()?.clone(), projections: Vec::new() })
            }
            Expr::Paren(paren) => Self::parse(&paren.expr),
            Expr::Group(group) => Self::parse(&group.expr),
            Expr::Field(field) => {
                Some(Self::parse(&field.base)?.with(Projection::Field(field.member.clone())))
            }
            Expr::Index(index) => {
                Some(Self::parse(&index.expr)?.with(Projection::Index((*index.index).clone())))
            }
            Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => {
                Some(Self::parse(&unary.expr)?.with(Projection::Deref))
            }
            _ => None,
        }
    }

    fn with(mut self, projection: Projection) -> Self {
        self.projections.push(projection);
        self
    }

    /// The fields right after the root: `self.grid[i].x` has `grid`.
    pub(crate) fn fields(&self) -> Vec<String> {
        self.projections
            .iter()
            .map_while(|p| match p {
                Projection::Field(member) => Some(member.to_token_stream().to_string()),
                _ => None,
            })
            .collect()
    }

    /// What follows the leading fields.
    pub(crate) fn tail(&self) -> &[Projection] {
        &self.projections[self.fields().len()..]
    }

    /// How many `*` stand between the leading fields and the first index: `(*c)[i]`.
    pub(crate) fn leading_derefs(&self) -> usize {
        self.tail().iter().take_while(|p| matches!(p, Projection::Deref)).count()
    }

    /// The index expressions right after the leading fields: `c[i][j].x` has `i`, `j`.
    pub(crate) fn indices(&self) -> Vec<&Expr> {
        self.tail()
            .iter()
            // `(*c)[i]` and `c[i]` name the same element.
            .skip_while(|p| matches!(p, Projection::Deref))
            .map_while(|p| match p {
                Projection::Index(index) => Some(index),
                _ => None,
            })
            .collect()
    }
}

/// Replaces the part of the place expression `expr` that names the root and its first `fields` fields.
pub(crate) fn replace_prefix(expr: &mut Expr, fields: usize, with: &mut dyn FnMut(&Expr) -> Expr) {
    let depth = depth(expr);
    replace_at(expr, depth - fields, with);
}

/// The number of projections of a place expression.
fn depth(expr: &Expr) -> usize {
    match expr {
        Expr::Paren(e) => depth(&e.expr),
        Expr::Group(e) => depth(&e.expr),
        Expr::Field(e) => depth(&e.base) + 1,
        Expr::Index(e) => depth(&e.expr) + 1,
        Expr::Unary(e) => depth(&e.expr) + 1,
        _ => 0,
    }
}

/// Replaces what lies `outer` projections inside of `expr`.
fn replace_at(expr: &mut Expr, outer: usize, with: &mut dyn FnMut(&Expr) -> Expr) {
    match expr {
        Expr::Paren(e) => replace_at(&mut e.expr, outer, with),
        Expr::Group(e) => replace_at(&mut e.expr, outer, with),
        _ if outer == 0 => *expr = with(expr),
        Expr::Field(e) => replace_at(&mut e.base, outer - 1, with),
        Expr::Index(e) => replace_at(&mut e.expr, outer - 1, with),
        Expr::Unary(e) => replace_at(&mut e.expr, outer - 1, with),
        _ => {}
    }
}
