//! Places: variables, what is captured, elements, fields, slices.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote};
use syn::{Expr, ExprIndex, ExprPath, ExprUnary, RangeLimits, spanned::Spanned as _};

use super::{
    CapturedKind, Role,
    builder::Builder,
    capture::{Capture, Use},
    code::{Code, number, option, site},
};
use crate::{error, report::Extent, sharing::place::PlaceKey, syntax::Place};

impl Builder<'_> {
    /// A variable, field or element.
    pub(super) fn place(&mut self, expr: &Expr, how: Use) -> Code {
        if let Some(code) = self.captured(expr, how) {
            return code;
        }
        match expr {
            Expr::Path(e) => self.path(e),
            Expr::Field(e) => {
                let Code { ir, probe } = self.place(&e.base, how);
                let (name, dot, member) = (e.member.to_token_stream().to_string(), &e.dot_token, &e.member);
                Code::new(quote!(__omp_ir::Expr::Field(&#ir, #name)), quote!(#probe #dot #member))
            }
            Expr::Index(e) => self.index(e),
            Expr::Paren(e) => {
                let Code { ir, probe } = self.place(&e.expr, how);
                Code::new(ir, quote!((#probe)))
            }
            Expr::Group(e) => self.place(&e.expr, how),
            Expr::Unary(e) if matches!(e.op, syn::UnOp::Deref(_)) => self.deref(e),
            _ => self.expr(expr),
        }
    }

    /// A place that something is assigned to.
    pub(super) fn target(&mut self, expr: &Expr) -> Code {
        if let Some(root) = self.root(expr) {
            let n = self.captures.find(self.new_capture(&root));
            self.captures.list[n].written.get_or_insert(Extent::of(expr).first);
        }
        self.place(expr, Use::Value)
    }

    /// The captured place that holds the place `expr`.
    pub(super) fn root(&self, expr: &Expr) -> Option<Place> {
        let inner = match expr {
            Expr::Index(e) => &*e.expr,
            Expr::Unary(e) if matches!(e.op, syn::UnOp::Deref(_)) => &*e.expr,
            Expr::Paren(e) => &*e.expr,
            Expr::Group(e) => &*e.expr,
            Expr::Field(e) => match self.captured_place(expr) {
                Some(place) => return Some(place),
                None => &*e.base,
            },
            _ => return self.captured_place(expr),
        };
        self.root(inner)
    }

    /// The place that `expr` names, if it is one from outside.
    fn captured_place(&self, expr: &Expr) -> Option<Place> {
        let place = Place::from_expr(expr)?;
        (self.scopes.lookup(&place.base)? < self.boundary).then_some(place)
    }

    /// The capture of a place from outside.
    pub(super) fn capture_for(&self, expr: &Expr) -> Option<Capture> {
        self.captured_place(expr).map(|place| self.new_capture(&place))
    }

    fn new_capture(&self, place: &Place) -> Capture {
        let key = self.scopes.lookup(&place.base).map(|var| {
            let fields = place.fields.iter().map(|field| field.to_token_stream().to_string()).collect();
            PlaceKey { var, fields }
        });
        Capture::new(key, syn::parse_quote!(#place), place.to_string())
    }

    /// `x`, `self.grid` from outside, of which perhaps only the start is captured by itself.
    fn captured(&mut self, expr: &Expr, how: Use) -> Option<Code> {
        let place = self.captured_place(expr)?;
        let n = self.capture(self.new_capture(&place), how);
        let known = self.captures.list[n].key.as_ref().map_or(0, |key| key.fields.len());
        let id = number(n);
        let mut ir = quote!(__omp_ir::Expr::Var(#id));
        for field in &place.fields[known..] {
            let name = field.to_token_stream().to_string();
            ir = quote!(__omp_ir::Expr::Field(&#ir, #name));
        }
        Some(Code::new(ir, expr.to_token_stream()))
    }

    /// A local, or the path of a constant.
    fn path(&mut self, path: &ExprPath) -> Code {
        let name = path.path.get_ident().filter(|_| path.qself.is_none());
        if let Some((_, local)) = name.and_then(|name| self.local(name)) {
            let id = number(local.id);
            return Code::new(quote!(__omp_ir::Expr::Var(#id)), path.to_token_stream());
        }
        self.constant(path, Use::Value)
    }

    /// A constant: a region captures it, a function has the host compute it.
    fn constant(&mut self, path: &ExprPath, how: Use) -> Code {
        if self.function.is_some() {
            let n = number(self.consts.len());
            self.consts.push(path.to_token_stream());
            let (slot, probe) = self.typed(&path.to_token_stream(), path.span());
            return Code::new(quote!(__omp_ir::Expr::Const(#n, #slot)), probe);
        }
        let text = path.to_token_stream().to_string().replace(' ', "");
        let id = number(self.capture(Capture::new(None, Expr::Path(path.clone()), text), how));
        Code::new(quote!(__omp_ir::Expr::Var(#id)), path.to_token_stream())
    }

    /// What is indexed, or asked for its length.
    pub(super) fn elements(&mut self, expr: &Expr) -> Code {
        match expr {
            Expr::Path(path) if self.captured_place(expr).is_none() => {
                let name = path.path.get_ident().filter(|_| path.qself.is_none());
                match name.and_then(|name| self.local(name)) {
                    Some(_) => self.path(path),
                    None => self.constant(path, Use::Elements),
                }
            }
            Expr::Paren(e) => {
                let Code { ir, probe } = self.elements(&e.expr);
                Code::new(ir, quote!((#probe)))
            }
            // `(*c)[i]` and `c[i]` name the same element.
            Expr::Unary(e) if matches!(e.op, syn::UnOp::Deref(_)) => {
                let Code { ir, probe } = self.elements(&e.expr);
                let star = &e.op;
                Code::new(ir, quote!(#star #probe))
            }
            _ => self.place(expr, Use::Elements),
        }
    }

    /// `base[index]`, or a part of a slice.
    fn index(&mut self, index: &ExprIndex) -> Code {
        let base = self.elements(&index.expr);
        if let Expr::Range(range) = unparen(&index.index) {
            return self.slice(index, &base, range);
        }
        let at = self.expr(&index.index);
        let own = self.own(index);
        let (id, site) = (number(self.accesses), site(Extent::of(index).first));
        self.accesses += 1;
        let (base_ir, at_ir) = (base.ir, at.ir);
        let (own_ir, before) =
            own.map_or_else(|| (quote!(__omp_ir::Own::Exact), TokenStream::new()), |own| (own.ir, own.probe));
        let access = quote!(__omp_ir::Access { id: #id, site: #site, own: #own_ir });
        let (base, at) = (base.probe, at.probe);
        let at = if before.is_empty() { at } else { quote!({ #before #at }) };
        let mut bracketed = proc_macro2::Group::new(proc_macro2::Delimiter::Bracket, at);
        bracketed.set_span(index.bracket_token.span.join());
        Code::new(quote!(__omp_ir::Expr::Index(&#base_ir, &#at_ir, #access)), quote!(#base #bracketed))
    }

    fn slice(&mut self, index: &ExprIndex, base: &Code, range: &syn::ExprRange) -> Code {
        let lo = range.start.as_ref().map(|lo| self.expr(lo));
        let hi = range.end.as_ref().map(|hi| self.expr(hi));
        let site = site(Extent::of(index).first);
        let (lo_ir, lo_probe) = lo.map(|code| (code.ir, code.probe)).unzip();
        let (hi_ir, hi_probe) = hi.map(|code| (code.ir, code.probe)).unzip();
        let hi_ir = match range.limits {
            RangeLimits::Closed(_) => hi_ir.map(|hi| {
                let one = self.usize_literal(1);
                quote!(__omp_ir::Expr::Binary(__omp_ir::BinaryOp::Add, &#hi, &#one, #site))
            }),
            RangeLimits::HalfOpen(_) => hi_ir,
        };
        let reference = |ir: Option<TokenStream>| option(ir.map(|ir| quote!(&#ir)));
        let (lo_ir, hi_ir, base_ir, dots) = (reference(lo_ir), reference(hi_ir), &base.ir, &range.limits);
        let base = &base.probe;
        Code::new(
            quote!(__omp_ir::Expr::Slice(&#base_ir, #lo_ir, #hi_ir, #site)),
            quote!(#base[#lo_probe #dots #hi_probe]),
        )
    }

    /// `*x`
    pub(super) fn deref(&mut self, unary: &ExprUnary) -> Code {
        let captured = self.captured_place(unparen(&unary.expr)).is_some();
        let Code { ir, probe } = if captured {
            self.place(&unary.expr, Use::Deref)
        } else {
            let Code { ir, probe } = self.place(&unary.expr, Use::Value);
            Code::new(quote!(__omp_ir::Expr::Unary(__omp_ir::UnaryOp::Deref, &#ir)), probe)
        };
        let star = &unary.op;
        Code::new(ir, quote!(#star #probe))
    }

    /// Whether an expression is a slice rather than a value, as far as its form tells.
    pub(super) fn is_slice(&mut self, expr: &Expr) -> bool {
        match expr {
            Expr::Paren(e) => self.is_slice(&e.expr),
            Expr::Reference(e) => self.is_slice(&e.expr),
            Expr::Index(e) => matches!(unparen(&e.index), Expr::Range(_)),
            Expr::Path(path) => {
                let local = path.path.get_ident().and_then(|name| self.local(name));
                local.map_or_else(|| self.captures_slice(expr), |(_, local)| local.slice)
            }
            Expr::Field(_) => self.captures_slice(expr),
            _ => false,
        }
    }

    fn captures_slice(&mut self, expr: &Expr) -> bool {
        let Some(place) = self.captured_place(expr) else { return false };
        let n = self.captures.find(self.new_capture(&place));
        self.kind_of_capture(n) == CapturedKind::Slice
    }

    /// A clause's variable that is `private` here and is more than a name.
    pub(super) fn check_private(&mut self) {
        let fields: Vec<PlaceKey> = self
            .listed
            .iter()
            .filter(|listed| listed.role == Role::Private && !listed.key.fields.is_empty())
            .map(|listed| listed.key.clone())
            .collect();
        for key in fields {
            let (text, span) = (key.text(&self.scopes), self.scopes.var(key.var).name.span());
            self.refuse(error::DEVICE_PRIVATE_FIELD, span, &[&text]);
        }
    }
}

pub(super) fn unparen(expr: &Expr) -> &Expr {
    match expr {
        Expr::Paren(e) => unparen(&e.expr),
        Expr::Group(e) => unparen(&e.expr),
        other => other,
    }
}
