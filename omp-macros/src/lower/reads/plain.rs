//! Which loops may be written twice.

use syn::{
    Block, Expr, Pat,
    visit::{self, Visit},
};

use crate::syntax;

/// Whether a body is straight code: no loop, construct, closure or item in it, and no macro but an assertion.
pub(super) fn is_plain(body: &Block) -> bool {
    let mut plain = Plain(true);
    plain.visit_block(body);
    plain.0
}

struct Plain(bool);

impl<'ast> Visit<'ast> for Plain {
    fn visit_expr(&mut self, expr: &'ast Expr) {
        match expr {
            Expr::ForLoop(_)
            | Expr::While(_)
            | Expr::Loop(_)
            | Expr::Closure(_)
            | Expr::Async(_)
            | Expr::Await(_)
            | Expr::Unsafe(_)
            | Expr::Verbatim(_) => self.0 = false,
            _ => visit::visit_expr(self, expr),
        }
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        self.0 &= !syntax::is_omp(attribute.path());
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        let name = mac.path.segments.last().map(|segment| segment.ident.to_string());
        self.0 &= name.is_some_and(|name| name.starts_with("assert") || name.starts_with("debug_assert"));
    }

    fn visit_item(&mut self, _: &'ast syn::Item) {
        self.0 = false;
    }
}

/// The one name that a loop's pattern binds, for good.
pub(super) fn loop_name(pat: &Pat) -> Option<&syn::Ident> {
    match pat {
        Pat::Ident(p) if p.mutability.is_none() && p.by_ref.is_none() && p.subpat.is_none() => Some(&p.ident),
        Pat::Type(p) => loop_name(&p.pat),
        Pat::Paren(p) => loop_name(&p.pat),
        _ => None,
    }
}

/// `lo..hi` and `lo..=hi`
pub(in super::super) fn is_span(range: &Expr) -> bool {
    match range {
        Expr::Range(range) => range.start.is_some() && range.end.is_some(),
        Expr::Paren(e) => is_span(&e.expr),
        Expr::Group(e) => is_span(&e.expr),
        _ => false,
    }
}
