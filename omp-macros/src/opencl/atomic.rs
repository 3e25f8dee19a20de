//! Atomic constructs of a region.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::{BinOp, Expr, Pat, spanned::Spanned as _};

use super::{
    builder::{Builder, LocalKind},
    code::{Code, Stmts, number, option},
    exprs::operator,
};
use crate::{
    error,
    syntax::{AtomicBody, AtomicKind, AtomicUpdate, parse_atomic},
};

impl Builder<'_> {
    /// `pat`: what the construct's value is bound to.
    pub(super) fn atomic(
        &mut self,
        kind: AtomicKind,
        span: Span,
        body: &Expr,
        pat: Option<&Pat>,
        out: &mut Stmts,
    ) {
        // The checks have seen its form.
        let Some(body) = parse_atomic(kind, body) else { return };
        match &body {
            AtomicBody::Read { place, target } => {
                let Code { ir, probe } = self.expr(place);
                let (into, value) = self.taken(&probe, place.span(), out);
                out.push(
                    quote!(__omp_ir::Stmt::Atomic(__omp_ir::Atomic::Read { into: #into, place: #ir })),
                    TokenStream::new(),
                );
                self.give(&value, target.as_ref(), pat, out);
            }
            AtomicBody::Write { place, value } => {
                let value = self.expr(value);
                let target = self.target(place);
                let (place, new, probe, value) = (target.ir, value.ir, target.probe, value.probe);
                out.push(
                    quote!(__omp_ir::Stmt::Atomic(__omp_ir::Atomic::Write { place: #place, value: #new })),
                    quote!(#probe = #value;),
                );
            }
            AtomicBody::Update { place, update } => self.atomic_update(place, update, span, None, out),
            AtomicBody::Capture { place, update, old, target } => {
                let probe = self.expr(place).probe;
                let (into, value) = self.taken(&probe, place.span(), out);
                self.atomic_update(place, update, span, Some((&into, *old)), out);
                self.give(&value, target.as_ref(), pat, out);
            }
        }
    }

    /// `place op= value`; the value before (`true`) or after it goes to a variable.
    fn atomic_update(
        &mut self,
        place: &Expr,
        update: &AtomicUpdate,
        span: Span,
        into: Option<(&TokenStream, bool)>,
        out: &mut Stmts,
    ) {
        let (op, value) = match update {
            AtomicUpdate::Op { op, value, reversed } => {
                let Some((name, _)) = operator(op) else { return };
                if matches!(op, BinOp::Shl(_) | BinOp::Shr(_)) && *reversed {
                    self.refuse(error::DEVICE_ATOMIC, span, &[]);
                    return;
                }
                let form = if *reversed && !commutes(op) { quote!(Reversed) } else { quote!(Binary) };
                (quote!(#form(__omp_ir::BinaryOp::#name)), value)
            }
            AtomicUpdate::Min(value) => (quote!(Min), value),
            AtomicUpdate::Max(value) => (quote!(Max), value),
            AtomicUpdate::Assign(value) => (quote!(Swap), value),
        };
        let value = self.expr(value);
        let target = self.target(place);
        let (place, new, probe, value) = (target.ir, value.ir, target.probe, value.probe);
        let serial = match update {
            AtomicUpdate::Op { op, reversed: true, .. } => quote!(#probe = #value #op #probe;),
            AtomicUpdate::Op { op, .. } => quote!(#probe = #probe #op #value;),
            AtomicUpdate::Min(_) => quote!(#probe = #probe.min(#value);),
            AtomicUpdate::Max(_) => quote!(#probe = #probe.max(#value);),
            AtomicUpdate::Assign(_) => quote!(#probe = #value;),
        };
        let old = option(into.filter(|(_, old)| *old).map(|(into, _)| quote!(#into)));
        let now = option(into.filter(|(_, old)| !*old).map(|(into, _)| quote!(#into)));
        out.push(
            quote! {
                __omp_ir::Stmt::Atomic(__omp_ir::Atomic::Update {
                    op: __omp_ir::AtomicOp::#op, place: #place, value: #new, old: #old, new: #now,
                })
            },
            serial,
        );
    }

    /// A variable for what is read of the place: its number, and what it is afterwards.
    fn taken(&mut self, probe: &TokenStream, span: Span, out: &mut Stmts) -> (TokenStream, Code) {
        let local = self.unnamed(span, "taken", false, LocalKind::Value);
        let (id, cell, none) = (number(local.id), &local.cell, option(None));
        out.push(
            quote!(__omp_ir::Stmt::Let(#id, #none)),
            quote!(let __omp_taken = #probe; #cell.scalar(&__omp_taken);),
        );
        (quote!(#id), Code::new(quote!(__omp_ir::Expr::Var(#id)), quote!(__omp_taken)))
    }

    /// Where the value that an atomic construct takes goes.
    fn give(&mut self, value: &Code, target: Option<&Expr>, pat: Option<&Pat>, out: &mut Stmts) {
        if let Some(target) = target {
            let (to, bind) = (self.target(target), self.bind_deferred(target));
            let (place, probe, ir, value) = (to.ir, to.probe, &value.ir, &value.probe);
            out.push(quote!(__omp_ir::Stmt::Assign(#place, #ir)), quote!(#probe = #value; #bind));
        } else if let Some(pat) = pat {
            let (pat, ty) = match pat {
                Pat::Type(typed) => (&*typed.pat, Some(&*typed.ty)),
                pat => (pat, None),
            };
            self.bind(pat, ty, value.clone(), LocalKind::Value, out);
        }
    }
}

fn commutes(op: &BinOp) -> bool {
    use BinOp::{Add, BitAnd, BitOr, BitXor, Mul};
    matches!(op, Add(_) | Mul(_) | BitAnd(_) | BitOr(_) | BitXor(_))
}
