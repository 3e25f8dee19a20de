//! Loops of the body's own.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens as _, quote};
use syn::{Expr, ExprForLoop, ExprLoop, ExprRange, ExprWhile, Pat, RangeLimits, spanned::Spanned as _};

use super::{
    builder::{Builder, LocalKind},
    code::{Code, Stmts, jump, label, number, option, site, typed},
};
use crate::{error, report::Extent};

/// The variable of a loop: its number, its pattern in the probe, and what binds its type there.
pub(super) struct LoopVariable {
    pub(super) id: Literal,
    pub(super) pat: TokenStream,
    pub(super) bind: TokenStream,
}

impl Builder<'_> {
    pub(super) fn for_loop(&mut self, expr: &ExprForLoop, out: &mut Stmts) {
        let Some(range) = self.range(&expr.expr) else { return };
        let mark = self.scopes.mark();
        let Some(LoopVariable { id, pat, bind }) = self.loop_variable(&expr.pat) else { return };
        let body = self.inner_loop(&expr.body, expr.label.as_ref(), None);
        self.scopes.release(mark);
        let (range_ir, body_ir, label_ir) = (range.ir, body.ir, label(expr.label.as_ref().map(|l| &l.name)));
        let (label, range, body) = (&expr.label, range.probe, body.probe);
        out.push(
            quote!(__omp_ir::Stmt::For { var: #id, range: #range_ir, body: &#body_ir, label: #label_ir }),
            quote!(#label for #pat in #range { #bind #body }),
        );
    }

    /// Declares a loop's variable.
    pub(super) fn loop_variable(&mut self, pat: &Pat) -> Option<LoopVariable> {
        match pat {
            Pat::Ident(name) if name.by_ref.is_none() && name.subpat.is_none() => {
                let local = self.declare(&name.ident, name.mutability.is_some(), LocalKind::Value);
                let (cell, ident) = (local.cell, &name.ident);
                Some(LoopVariable {
                    id: number(local.id),
                    pat: quote!(#name),
                    bind: quote!(#cell.scalar(&#ident);),
                })
            }
            Pat::Paren(pat) => self.loop_variable(&pat.pat),
            Pat::Type(pat) => self.loop_variable(&pat.pat),
            Pat::Wild(_) => {
                let local = self.unnamed(pat.span(), "_", false, LocalKind::Value);
                let (name, cell) = (quote!(__omp_count), local.cell);
                let bind = quote!(#cell.scalar(&#name););
                Some(LoopVariable { id: number(local.id), pat: name, bind })
            }
            other => {
                self.refuse(error::DEVICE_LOOP_VARIABLE, Extent::of(other), &[]);
                None
            }
        }
    }

    /// What a loop runs over: a range, reversed and stepped perhaps.
    pub(super) fn range(&mut self, expr: &Expr) -> Option<Code> {
        let (range, reversed, step) = self.range_parts(expr)?;
        let (Some(lo), Some(hi)) = (&range.start, &range.end) else {
            self.refuse(error::DEVICE_RANGE, Extent::of(expr), &[]);
            return None;
        };
        let (lo, hi) = (self.expr(lo), self.expr(hi));
        let inclusive = matches!(range.limits, RangeLimits::Closed(_));
        let (dots, a, b) = (&range.limits, lo.probe, hi.probe);
        let mut probe = quote!((#a #dots #b));
        if reversed {
            probe = quote!(#probe.rev());
        }
        let step = step.map(|step| {
            let (code, site) = (self.expr(step), site(step.span()));
            let by = code.probe;
            probe = quote!(#probe.step_by(#by));
            let ir = code.ir;
            quote!((#ir, #site))
        });
        let (lo, hi, step) = (lo.ir, hi.ir, option(step));
        Some(Code::new(
            quote! {
                __omp_ir::Range { lo: #lo, hi: #hi, inclusive: #inclusive, reversed: #reversed, step: #step }
            },
            probe,
        ))
    }

    fn range_parts<'e>(&mut self, expr: &'e Expr) -> Option<(&'e ExprRange, bool, Option<&'e Expr>)> {
        match expr {
            Expr::Paren(e) => self.range_parts(&e.expr),
            Expr::Group(e) => self.range_parts(&e.expr),
            Expr::Range(range) => Some((range, false, None)),
            Expr::MethodCall(call) if call.method == "rev" && call.args.is_empty() => {
                let (range, reversed, step) = self.range_parts(&call.receiver)?;
                if let Some(step) = step {
                    self.refuse(error::DEVICE_STEP_REVERSED, Extent::of(step), &[]);
                    return None;
                }
                Some((range, !reversed, None))
            }
            Expr::MethodCall(call) if call.method == "step_by" && call.args.len() == 1 => {
                let (range, reversed, step) = self.range_parts(&call.receiver)?;
                if let Some(step) = step {
                    self.refuse(error::DEVICE_STEP_TWICE, Extent::of(step), &[]);
                    return None;
                }
                Some((range, reversed, call.args.first()))
            }
            other => {
                self.refuse(error::DEVICE_RANGE, Extent::of(other), &[]);
                None
            }
        }
    }

    pub(super) fn while_loop(&mut self, expr: &ExprWhile, out: &mut Stmts) {
        let condition = self.condition(&expr.cond);
        let body = self.inner_loop(&expr.body, expr.label.as_ref(), None);
        let (c, b, l) = (condition.ir, body.ir, label(expr.label.as_ref().map(|label| &label.name)));
        let (label, keyword, condition, body) = (&expr.label, &expr.while_token, condition.probe, body.probe);
        out.push(
            quote!(__omp_ir::Stmt::While { condition: #c, body: &#b, label: #l }),
            quote!(#label #keyword #condition #body),
        );
    }

    pub(super) fn endless_loop(&mut self, expr: &ExprLoop, out: &mut Stmts) {
        let body = self.inner_loop(&expr.body, expr.label.as_ref(), None);
        let (b, l) = (body.ir, label(expr.label.as_ref().map(|label| &label.name)));
        let (label, keyword, body) = (&expr.label, &expr.loop_token, body.probe);
        out.push(quote!(__omp_ir::Stmt::Loop { body: &#b, label: #l }), quote!(#label #keyword #body));
    }

    pub(super) fn break_(&mut self, expr: &syn::ExprBreak, out: &mut Stmts) {
        let jump = jump("Break", expr.label.as_ref());
        let Some(value) = &expr.expr else { return out.push(jump, quote!(#expr;)) };
        let around = self.loops.iter().rev();
        let left = around.clone().find(|(label, _)| expr.label.is_none() || *label == expr.label);
        // A loop without a value is rustc's to find.
        let Some((_, Some(into))) = left else { return out.push(jump, quote!(#expr;)) };
        let into = number(*into);
        let Code { ir, probe } = self.expr(value);
        let (keyword, label) = (&expr.break_token, &expr.label);
        out.push(
            quote!(__omp_ir::Stmt::Assign(__omp_ir::Expr::Var(#into), #ir)),
            quote!(#keyword #label #probe;),
        );
        out.push(jump, TokenStream::new());
    }

    /// `loop { .. break value; .. }`: a variable that each `break` assigns to.
    pub(super) fn loop_value(&mut self, expr: &ExprLoop) -> Code {
        let into = self.unnamed(expr.loop_token.span(), "found", true, LocalKind::Value);
        let body = self.inner_loop(&expr.body, expr.label.as_ref(), Some(into.id));
        let (id, none, l) = (number(into.id), option(None), label(expr.label.as_ref().map(|l| &l.name)));
        let (label, keyword, b, body) = (&expr.label, &expr.loop_token, body.ir, body.probe);
        let probe = typed(&into.cell, &quote!(#label #keyword #body), expr.loop_token.span());
        let slot = option(Some(number(into.slot).to_token_stream()));
        let ir = quote! {
            __omp_ir::Expr::Block(
                &__omp_ir::Block {
                    stmts: &[
                        __omp_ir::Stmt::Let(#id, #none),
                        __omp_ir::Stmt::Loop { body: &#b, label: #l },
                    ],
                    value: ::core::option::Option::Some(__omp_ir::Expr::Var(#id)),
                },
                #slot,
            )
        };
        Code::new(ir, probe)
    }
}
