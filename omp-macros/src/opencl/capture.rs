//! What a region takes from outside of it: variables, fields of variables, constants.

use proc_macro2::Span;
use quote::ToTokens as _;
use syn::{Expr, Type, spanned::Spanned as _};

use super::{CapturedKind, Listed, Role, code::at};
use crate::{
    report::Extent,
    sharing::{place::PlaceKey, scope::Scopes},
};

/// How an expression uses what it captures.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Use {
    /// The value itself.
    Value,
    /// Its elements, a part of them, or their number.
    Elements,
    /// `&x`: of an array or of a value.
    Reference,
    /// `*x`
    Deref,
}

/// Something captured, with what the region does to it.
#[derive(Clone)]
pub(super) struct Capture {
    pub(super) key: Option<PlaceKey>,
    /// As the program writes it.
    pub(super) expr: Expr,
    pub(super) text: String,
    pub(super) uses: Vec<Use>,
    pub(super) written: Option<Span>,
}

impl Capture {
    pub(super) fn new(key: Option<PlaceKey>, expr: Expr, text: String) -> Self {
        Self { key, expr, text, uses: Vec::new(), written: None }
    }

    pub(super) fn span(&self) -> Span {
        Extent::of(&self.expr).first
    }

    /// The name that the tree has for it.
    pub(super) fn name(&self) -> String {
        let end = self.text.rsplit("::").next().unwrap_or(&self.text);
        end.trim().to_owned()
    }

    pub(super) fn role(&self, listed: &[Listed]) -> Option<Role> {
        let key = self.key.as_ref()?;
        listed.iter().find(|listed| listed.key == *key).map(|listed| listed.role)
    }

    /// Whether it is an array for the launch, a value or a scalar in memory.
    pub(super) fn kind(&self, listed: &[Listed], scopes: &Scopes) -> CapturedKind {
        let declared = self.declared(scopes);
        match self.role(listed) {
            Some(Role::Reduction(_) | Role::Firstprivate) => return CapturedKind::Value,
            Some(Role::DevicePtr | Role::Map { section: true }) => return CapturedKind::Slice,
            _ => {}
        }
        let mapped = self.role(listed).is_some() || self.written.is_some();
        let elements = self.uses.contains(&Use::Elements);
        // An array that is also used as a value is one, as far as the types allow: a slice is none.
        let value = self.uses.contains(&Use::Value) && !mapped && !self.is_unsized(scopes);
        let array = declared.is_some_and(is_array) || self.is_unsized(scopes);
        match (elements || array, mapped) {
            (true, _) if !value => CapturedKind::Slice,
            (false, true) => CapturedKind::Mapped,
            _ => CapturedKind::Value,
        }
    }

    /// What the launch borrows: of a reference to a value, what it refers to.
    pub(super) fn borrowed(&self, kind: CapturedKind, scopes: &Scopes) -> Expr {
        let expr = &self.expr;
        let reference = matches!(self.declared(scopes), Some(Type::Reference(_)));
        if kind != CapturedKind::Slice && (reference || self.uses.contains(&Use::Deref)) {
            return syn::parse_quote_spanned!(at(expr.span())=> *#expr);
        }
        expr.clone()
    }

    /// Whether it is an array of which no variable can be a copy.
    fn is_unsized(&self, scopes: &Scopes) -> bool {
        let key = self.key.as_ref().filter(|key| key.fields.is_empty());
        let bound = key.is_some_and(|key| scopes.var(key.var).array);
        bound || self.declared(scopes).is_some_and(is_unsized)
    }

    fn declared<'s>(&self, scopes: &'s Scopes) -> Option<&'s Type> {
        let key = self.key.as_ref().filter(|key| key.fields.is_empty())?;
        scopes.var(key.var).ty.as_ref()
    }
}

/// Whether a declared type is that of an array, as far as it shows.
pub(super) fn is_array(ty: &Type) -> bool {
    match ty {
        Type::Reference(ty) => is_array(&ty.elem),
        Type::Paren(ty) => is_array(&ty.elem),
        Type::Slice(_) | Type::Array(_) => true,
        Type::Path(ty) => ty.path.segments.last().is_some_and(|last| {
            let first = last.arguments.to_token_stream().into_iter().nth(1).map(|token| token.to_string());
            last.ident == "Vec" || (last.ident == "Box" && first.is_some_and(|first| first.starts_with('[')))
        }),
        _ => false,
    }
}

/// Whether it is an array that only a reference leads to: no value can have it.
fn is_unsized(ty: &Type) -> bool {
    match ty {
        Type::Reference(ty) => is_unsized(&ty.elem),
        Type::Paren(ty) => is_unsized(&ty.elem),
        Type::Array(_) => false,
        ty => is_array(ty),
    }
}

/// All that a region captures, in the order of the first use.
#[derive(Clone, Default)]
pub(super) struct Captures {
    pub(super) list: Vec<Capture>,
}

impl Captures {
    /// The number of the capture that has the place, or is the constant; a new one if there is none.
    pub(super) fn find(&mut self, new: Capture) -> usize {
        let same = |known: &Capture| match (&known.key, &new.key) {
            (Some(known), Some(new)) => known.var == new.var && new.fields.starts_with(&known.fields),
            (None, None) => known.text == new.text,
            _ => false,
        };
        self.list.iter().position(same).unwrap_or_else(|| {
            self.list.push(new);
            self.list.len() - 1
        })
    }

    /// After the first walk: of `p` and `p.x` there is only `p`, and nothing is known of its uses but these two's.
    pub(super) fn settle(self) -> Self {
        let within = |inner: &PlaceKey, outer: &PlaceKey| {
            inner.var == outer.var
                && inner.fields.len() > outer.fields.len()
                && inner.fields.starts_with(&outer.fields)
        };
        let keys: Vec<PlaceKey> = self.list.iter().filter_map(|capture| capture.key.clone()).collect();
        let whole = |capture: &Capture| {
            !capture.key.as_ref().is_some_and(|key| keys.iter().any(|outer| within(key, outer)))
        };
        let (mut list, parts): (Vec<_>, Vec<_>) = self.list.into_iter().partition(whole);
        for part in parts {
            let key = part.key.as_ref();
            let outer = list
                .iter_mut()
                .find(|outer| key.zip(outer.key.as_ref()).is_some_and(|(inner, outer)| within(inner, outer)));
            if let Some(outer) = outer {
                outer.written = outer.written.or(part.written);
                outer.uses.push(Use::Value);
            }
        }
        Self { list }
    }
}
