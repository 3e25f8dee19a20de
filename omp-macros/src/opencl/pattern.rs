//! Patterns: those of `let` are taken apart, those of `match` are values and ranges.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote, quote_spanned};
use syn::{Expr, Pat, RangeLimits, spanned::Spanned as _};

use super::{
    builder::{Builder, LocalKind},
    code::{Code, Stmts, at, number, option, site},
    exprs::number_tokens,
};
use crate::{error, report::Extent};

impl Builder<'_> {
    /// `let pat: ty = value;`
    pub(super) fn bind(
        &mut self,
        pat: &Pat,
        ty: Option<&syn::Type>,
        value: Code,
        kind: LocalKind,
        out: &mut Stmts,
    ) {
        let ty = ty.map(|ty| quote!(: #ty));
        let Code { ir, probe } = value;
        if let Some(name) = plain(pat) {
            let local = self.declare(&name.ident, name.mutability.is_some(), kind);
            let (id, ident) = (number(local.id), &name.ident);
            let bound = bound(&local.cell, &quote!(#ident), kind);
            out.push(
                quote!(__omp_ir::Stmt::Let(#id, ::core::option::Option::Some(#ir))),
                quote!(let #name #ty = #probe; #bound),
            );
            return;
        }
        let whole = self.unnamed(pat.span(), "parts", false, kind);
        let (id, bound) = (number(whole.id), bound(&whole.cell, &quote!(__omp_parts), kind));
        out.push(
            quote!(__omp_ir::Stmt::Let(#id, ::core::option::Option::Some(#ir))),
            quote!(let __omp_parts #ty = #probe; #bound let #pat = __omp_parts;),
        );
        self.take_apart(pat, &quote!(__omp_ir::Expr::Var(#id)), out);
    }

    /// Binds the names in `pat` to their parts of `value`. The probe has the pattern itself before that.
    fn take_apart(&mut self, pat: &Pat, value: &TokenStream, out: &mut Stmts) {
        match pat {
            Pat::Wild(_) => {}
            Pat::Paren(e) => self.take_apart(&e.pat, value, out),
            Pat::Type(e) => self.take_apart(&e.pat, value, out),
            Pat::Reference(e) if e.mutability.is_none() => self.take_apart(&e.pat, value, out),
            Pat::Ident(_) => match plain(pat) {
                Some(name) => {
                    let local = self.declare(&name.ident, name.mutability.is_some(), LocalKind::Value);
                    let (id, cell, name) = (number(local.id), local.cell, &name.ident);
                    out.push(
                        quote!(__omp_ir::Stmt::Let(#id, ::core::option::Option::Some(#value))),
                        quote!(#cell.scalar(&#name);),
                    );
                }
                None => {
                    self.refuse(error::DEVICE_PATTERN, Extent::of(pat), &[]);
                }
            },
            Pat::Tuple(e) => self.parts(e.elems.iter(), value, false, out),
            Pat::Slice(e) => self.parts(e.elems.iter(), value, true, out),
            Pat::Struct(e) => {
                for field in &e.fields {
                    let name = field.member.to_token_stream().to_string();
                    self.take_apart(&field.pat, &quote!(__omp_ir::Expr::Field(&#value, #name)), out);
                }
            }
            other => {
                self.refuse(error::DEVICE_PATTERN, Extent::of(other), &[]);
            }
        }
    }

    fn parts<'p>(
        &mut self,
        parts: impl ExactSizeIterator<Item = &'p Pat>,
        value: &TokenStream,
        array: bool,
        out: &mut Stmts,
    ) {
        let count = parts.len();
        for (n, part) in parts.enumerate() {
            // What follows `..` has a number that only the type tells.
            if matches!(part, Pat::Rest(_)) {
                if n + 1 < count {
                    self.refuse(error::DEVICE_PATTERN, Extent::of(part), &[]);
                }
                return;
            }
            let (value, _) = self.part(value, n, array, part);
            self.take_apart(part, &value, out);
        }
    }

    /// The part of a tuple or array with that number, and how the probe writes it.
    pub(super) fn part(
        &mut self,
        of: &TokenStream,
        n: usize,
        array: bool,
        place: &impl quote::ToTokens,
    ) -> (TokenStream, TokenStream) {
        let member = syn::Index::from(n);
        if !array {
            let name = n.to_string();
            return (quote!(__omp_ir::Expr::Field(&#of, #name)), quote!(.#member));
        }
        let (index, id) = (self.usize_literal(n), number(self.accesses));
        let site = site(Extent::of(place).first);
        self.accesses += 1;
        let access = quote!(__omp_ir::Access { id: #id, site: #site, own: __omp_ir::Own::Exact });
        (quote!(__omp_ir::Expr::Index(&#of, &#index, #access)), quote!([#member]))
    }

    pub(super) fn match_(&mut self, expr: &syn::ExprMatch, wanted: bool) -> Code {
        if Self::has_parts(expr) {
            return self.match_parts(expr, wanted);
        }
        let Code { ir, probe } = self.expr(&expr.expr);
        let (scrutinee, probe) = self.typed(&probe, expr.expr.span());
        let (mut arms, mut probes) = (Vec::new(), TokenStream::new());
        for arm in &expr.arms {
            let mark = self.scopes.mark();
            let Code { ir, probe } = self.arm(arm, &scrutinee, wanted);
            self.scopes.release(mark);
            arms.push(ir);
            probes.extend(probe);
        }
        let keyword = &expr.match_token;
        let (slot, probe) = self.slot_if(wanted, quote!(#keyword #probe { #probes }), keyword.span());
        Code::new(quote!(__omp_ir::Expr::Match(&#ir, &[#(#arms),*], #slot)), probe)
    }

    fn arm(&mut self, arm: &syn::Arm, scrutinee: &TokenStream, wanted: bool) -> Code {
        let (pat, guard) = match &arm.pat {
            Pat::Guard(guarded) => (&*guarded.pat, Some(&*guarded.guard)),
            pat => (pat, None),
        };
        let mut patterns = Vec::new();
        let mut binding = None;
        self.alternatives(pat, scrutinee, &mut patterns, &mut binding);
        let (id, bind) = match &binding {
            Some((local, name)) => {
                let (id, cell) = (number(local.id), &local.cell);
                (option(Some(quote!(#id))), quote!(#cell.scalar(&#name);))
            }
            None => (option(None), TokenStream::new()),
        };
        let guard = guard.map(|guard| self.condition(guard));
        let (guard_ir, guard_probe) = guard.map(|code| (code.ir, code.probe)).unzip();
        let Code { ir, probe } = self.as_block(&arm.body, wanted);
        let (guard_ir, condition) = (option(guard_ir), guard_probe.map(|guard| quote!(if #guard)));
        Code::new(
            quote!(__omp_ir::Arm { patterns: &[#(#patterns),*], binding: #id, guard: #guard_ir, body: #ir }),
            quote!(#pat #condition => { #bind #probe }),
        )
    }

    /// What the arm matches; nothing for everything.
    fn alternatives(
        &mut self,
        pat: &Pat,
        slot: &TokenStream,
        patterns: &mut Vec<TokenStream>,
        binding: &mut Option<(super::builder::Local, syn::Ident)>,
    ) {
        match pat {
            Pat::Wild(_) => {}
            Pat::Paren(e) => self.alternatives(&e.pat, slot, patterns, binding),
            Pat::Or(e) => {
                for case in &e.cases {
                    if matches!(case, Pat::Wild(_)) {
                        patterns.clear();
                        return;
                    }
                    self.alternatives(case, slot, patterns, binding);
                }
            }
            Pat::Ident(e) if e.by_ref.is_none() && is_binding(e) => {
                let local = self.declare(&e.ident, e.mutability.is_some(), LocalKind::Value);
                *binding = Some((local, e.ident.clone()));
                if let Some((_, of)) = &e.subpat {
                    self.alternatives(of, slot, patterns, &mut None);
                }
            }
            Pat::Ident(e) if e.by_ref.is_none() && e.subpat.is_none() => {
                let name = &e.ident;
                let value = self.expr(&syn::parse_quote!(#name)).ir;
                patterns.push(quote!(__omp_ir::Pattern::Value(#value)));
            }
            Pat::Lit(_) | Pat::Path(_) => {
                if let Some(value) = self.bound_of(&pattern_expr(pat), slot) {
                    patterns.push(quote!(__omp_ir::Pattern::Value(#value)));
                }
            }
            Pat::Range(e) => self.range_pattern(e, slot, patterns),
            other => {
                self.refuse(error::DEVICE_MATCH, Extent::of(other), &[]);
            }
        }
    }

    fn range_pattern(&mut self, range: &syn::PatRange, slot: &TokenStream, patterns: &mut Vec<TokenStream>) {
        let lo = range.start.as_ref().and_then(|lo| self.bound_of(lo, slot));
        let hi = range.end.as_ref().and_then(|hi| self.bound_of(hi, slot));
        let lo = option(lo);
        patterns.push(match (&range.limits, hi) {
            (RangeLimits::HalfOpen(_), Some(hi)) => quote!(__omp_ir::Pattern::HalfOpen(#lo, #hi)),
            (_, hi) => {
                let hi = option(hi);
                quote!(__omp_ir::Pattern::Range(#lo, #hi))
            }
        });
    }

    /// A literal of the type that is matched on, or a constant.
    pub(super) fn bound_of(&mut self, expr: &Expr, slot: &TokenStream) -> Option<TokenStream> {
        match expr {
            Expr::Path(_) => Some(self.expr(expr).ir),
            Expr::Lit(lit) => match &lit.lit {
                syn::Lit::Bool(value) => Some(quote!(__omp_ir::Expr::Bool(#value))),
                lit => {
                    let Some((ctor, value)) = number_tokens(&unsigned(lit)) else {
                        self.refuse_literal(lit);
                        return None;
                    };
                    let value = quote!(__omp_ir::Expr::#ctor(#value, #slot));
                    let negative = lit.to_token_stream().to_string().starts_with('-');
                    Some(if negative {
                        quote!(__omp_ir::Expr::Unary(__omp_ir::UnaryOp::Neg, &#value))
                    } else {
                        value
                    })
                }
            },
            other => {
                self.refuse(error::DEVICE_MATCH, Extent::of(other), &[]);
                None
            }
        }
    }
}

/// A pattern is an expression here: a literal or a path.
pub(super) fn pattern_expr(pat: &Pat) -> Expr {
    match pat {
        Pat::Lit(lit) => Expr::Lit(lit.clone()),
        Pat::Path(path) => Expr::Path(path.clone()),
        other => Expr::Verbatim(other.to_token_stream()),
    }
}

/// A literal of a pattern carries its sign.
fn unsigned(lit: &syn::Lit) -> syn::Lit {
    let text = lit.to_token_stream().to_string();
    let digits = text.trim_start_matches('-').trim_start();
    syn::parse_str(digits).unwrap_or_else(|_| lit.clone())
}

/// `x`, `mut x`
pub(super) fn plain(pat: &Pat) -> Option<&syn::PatIdent> {
    match pat {
        Pat::Ident(e) if e.by_ref.is_none() && e.subpat.is_none() => Some(e),
        _ => None,
    }
}

/// Whether a name in a pattern is new: constants are in upper case by every lint's convention.
pub(super) fn is_binding(name: &syn::PatIdent) -> bool {
    name.subpat.is_some() || !name.ident.to_string().starts_with(|c: char| c.is_ascii_uppercase())
}

/// The type of a binding goes into its slot.
pub(super) fn bound(cell: &TokenStream, name: &TokenStream, kind: LocalKind) -> TokenStream {
    match kind {
        LocalKind::Slice => quote_spanned!(at(name.span())=> #cell.elements(&#name);),
        LocalKind::Reference => quote!(#cell.scalar(&*#name);),
        LocalKind::Value | LocalKind::Deferred => quote!(#cell.scalar(&#name);),
    }
}
