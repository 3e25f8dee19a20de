//! `match` on parts: tuples and structs, and `matches!`. Each arm becomes a condition on the parts of the value.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::{Expr, Macro, Pat, RangeLimits, Token, parse::ParseStream, spanned::Spanned as _};

use super::{
    builder::{Builder, LocalKind},
    code::{Code, Stmts, at, number, option, site},
    pattern::{is_binding, pattern_expr},
};
use crate::{error, report::Extent};

/// The value that is matched on, and what is known of its parts.
struct Whole {
    /// The variable that holds it.
    id: TokenStream,
    /// The parts of which a pattern names a literal: their path, and the slot of their type.
    typed: Vec<(Vec<String>, usize)>,
    /// The names that patterns bind.
    bound: Stmts,
}

impl Builder<'_> {
    /// Whether `match` has to look into its value.
    pub(super) fn has_parts(expr: &syn::ExprMatch) -> bool {
        fn looks(pat: &Pat) -> bool {
            match pat {
                Pat::Tuple(_) | Pat::Struct(_) => true,
                Pat::Or(e) => e.cases.iter().any(looks),
                Pat::Paren(e) => looks(&e.pat),
                Pat::Guard(e) => looks(&e.pat),
                Pat::Ident(e) => e.subpat.as_ref().is_some_and(|(_, of)| looks(of)),
                _ => false,
            }
        }
        expr.arms.iter().any(|arm| looks(&arm.pat))
    }

    /// `match (x, y) { (0, 1..=3) => .., (a, _) if a > 2 => .., _ => .. }`
    pub(super) fn match_parts(&mut self, expr: &syn::ExprMatch, wanted: bool) -> Code {
        let Code { ir: scrutinee, probe } = self.expr(&expr.expr);
        let local = self.unnamed(expr.expr.span(), "of", false, LocalKind::Value);
        let (id, cell) = (number(local.id), local.cell);
        let mut whole = Whole { id: quote!(#id), typed: Vec::new(), bound: Stmts::default() };
        let (mut arms, mut probes) = (Vec::new(), TokenStream::new());
        for (n, arm) in expr.arms.iter().enumerate() {
            let mark = self.scopes.mark();
            let Code { ir, probe } = self.case(arm, &mut whole, n + 1 == expr.arms.len(), wanted);
            self.scopes.release(mark);
            arms.push(ir);
            probes.extend(probe);
        }
        let mut types = quote!(#cell.scalar(&__omp_v););
        for (path, slot) in &whole.typed {
            let (cell, members) = (self.cell(*slot), path.iter().map(|part| member(part)));
            types.extend(quote!(#cell.scalar(&__omp_v #(. #members)*);));
        }
        let span = at(expr.expr.span());
        let value = quote_spanned!(span=> ({ let __omp_v = #probe; #types __omp_v }));
        let keyword = &expr.match_token;
        let probe = quote!(#keyword #value { #probes });
        let (slot, probe) = self.slot_if(wanted, probe, keyword.span());
        let (bound, id) = (whole.bound.ir, whole.id);
        // In a block: the names, and the arms as conditions on what they stand for.
        let ir = quote! {
            __omp_ir::Expr::Block(
                &__omp_ir::Block {
                    stmts: &[
                        __omp_ir::Stmt::Let(#id, ::core::option::Option::Some(#scrutinee)),
                        #(#bound),*
                    ],
                    value: ::core::option::Option::Some(
                        __omp_ir::Expr::Match(&__omp_ir::Expr::Bool(true), &[#(#arms),*], #slot)
                    ),
                },
                #slot,
            )
        };
        Code::new(ir, probe)
    }

    fn case(&mut self, arm: &syn::Arm, whole: &mut Whole, last: bool, wanted: bool) -> Code {
        let (pat, guard) = match &arm.pat {
            Pat::Guard(guarded) => (&*guarded.pat, Some(&*guarded.guard)),
            pat => (pat, None),
        };
        let condition = self.part_condition(pat, whole, &mut Vec::new());
        let names = std::mem::take(&mut whole.bound.probe);
        let guard = guard.map(|guard| self.condition(guard));
        let guard_probe = guard.as_ref().map(|guard| {
            let probe = &guard.probe;
            quote!(if { #names #probe })
        });
        let condition = match (condition, guard.map(|guard| guard.ir)) {
            (Some(a), Some(b)) => Some(joined("And", &a, &b, pat.span())),
            // rustc has seen that it matches.
            (_, None) if last => None,
            (a, b) => a.or(b),
        };
        let Code { ir, probe } = self.as_block(&arm.body, wanted);
        let (guard, none) = (option(condition), option(None));
        Code::new(
            quote!(__omp_ir::Arm { patterns: &[], binding: #none, guard: #guard, body: #ir }),
            quote!(#pat #guard_probe => { #names #probe }),
        )
    }

    /// When a part of the value matches; nothing for always.
    fn part_condition(
        &mut self,
        pat: &Pat,
        whole: &mut Whole,
        path: &mut Vec<String>,
    ) -> Option<TokenStream> {
        match pat {
            Pat::Wild(_) | Pat::Rest(_) => None,
            Pat::Paren(e) => self.part_condition(&e.pat, whole, path),
            Pat::Or(e) => self.either(e, whole, path),
            Pat::Tuple(e) => {
                let rest = e.elems.iter().position(|part| matches!(part, Pat::Rest(_)));
                if rest.is_some_and(|rest| rest + 1 < e.elems.len()) {
                    self.refuse(error::DEVICE_MATCH, Extent::of(pat), &[]);
                    return None;
                }
                let parts = e.elems.iter().enumerate().map(|(n, part)| (n.to_string(), part));
                self.all_parts(parts, whole, path, pat.span())
            }
            Pat::Struct(e) => {
                let parts = e.fields.iter().map(|f| (f.member.to_token_stream().to_string(), &*f.pat));
                self.all_parts(parts, whole, path, pat.span())
            }
            Pat::Ident(e) if e.by_ref.is_none() && is_binding(e) => {
                let condition = e.subpat.as_ref().and_then(|(_, of)| self.part_condition(of, whole, path));
                let local = self.declare(&e.ident, e.mutability.is_some(), LocalKind::Value);
                let (id, cell, name, value) = (number(local.id), local.cell, &e.ident, whole.part(path));
                whole.bound.push(
                    quote!(__omp_ir::Stmt::Let(#id, ::core::option::Option::Some(#value))),
                    quote!(#cell.scalar(&#name);),
                );
                condition
            }
            Pat::Ident(e) if e.by_ref.is_none() && e.subpat.is_none() => {
                let name = &e.ident;
                let value = self.expr(&syn::parse_quote!(#name)).ir;
                Some(joined("Eq", &whole.part(path), &value, pat.span()))
            }
            Pat::Lit(_) | Pat::Path(_) => {
                let slot = self.part_slot(whole, path, pat.span());
                let value = self.bound_of(&pattern_expr(pat), &slot)?;
                Some(joined("Eq", &whole.part(path), &value, pat.span()))
            }
            Pat::Range(e) => self.part_range(e, whole, path),
            other => {
                self.refuse(error::DEVICE_MATCH, Extent::of(other), &[]);
                None
            }
        }
    }

    /// `(0, _) | (_, 0)`
    fn either(&mut self, or: &syn::PatOr, whole: &mut Whole, path: &mut Vec<String>) -> Option<TokenStream> {
        let bound = whole.bound.ir.len();
        let cases: Vec<_> = or.cases.iter().map(|case| self.part_condition(case, whole, path)).collect();
        if whole.bound.ir.len() > bound {
            self.refuse(error::DEVICE_MATCH_EITHER, Extent::of(or), &[]);
        }
        let cases: Option<Vec<_>> = cases.into_iter().collect();
        cases?.into_iter().reduce(|a, b| joined("Or", &a, &b, or.span()))
    }

    fn all_parts<'p>(
        &mut self,
        parts: impl Iterator<Item = (String, &'p Pat)>,
        whole: &mut Whole,
        path: &mut Vec<String>,
        span: Span,
    ) -> Option<TokenStream> {
        let mut all = None;
        for (name, part) in parts {
            path.push(name);
            let condition = self.part_condition(part, whole, path);
            path.pop();
            all = match (all, condition) {
                (Some(a), Some(b)) => Some(joined("And", &a, &b, span)),
                (a, b) => a.or(b),
            };
        }
        all
    }

    fn part_range(
        &mut self,
        range: &syn::PatRange,
        whole: &mut Whole,
        path: &[String],
    ) -> Option<TokenStream> {
        let (slot, part) = (self.part_slot(whole, path, range.span()), whole.part(path));
        let lo = range.start.as_ref().and_then(|lo| self.bound_of(lo, &slot));
        let hi = range.end.as_ref().and_then(|hi| self.bound_of(hi, &slot));
        let below = if matches!(range.limits, RangeLimits::HalfOpen(_)) { "Lt" } else { "Le" };
        let lo = lo.map(|lo| joined("Ge", &part, &lo, range.span()));
        let hi = hi.map(|hi| joined(below, &part, &hi, range.span()));
        match (lo, hi) {
            (Some(lo), Some(hi)) => Some(joined("And", &lo, &hi, range.span())),
            (lo, hi) => lo.or(hi),
        }
    }

    fn part_slot(&mut self, whole: &mut Whole, path: &[String], span: Span) -> TokenStream {
        let known = whole.typed.iter().find(|(known, _)| known == path).map(|(_, slot)| *slot);
        let slot = known.unwrap_or_else(|| {
            let slot = self.slot(span);
            whole.typed.push((path.to_vec(), slot));
            slot
        });
        number(slot).to_token_stream()
    }

    /// `matches!(x, 1..=3 | 7 if y > 0)`
    pub(super) fn matches(&mut self, mac: &Macro) -> Code {
        let parser = |input: ParseStream<'_>| {
            let value: Expr = input.parse()?;
            input.parse::<Token![,]>()?;
            let pat = Pat::parse_multi_with_leading_vert(input)?;
            let guard = if input.peek(Token![if]) {
                input.parse::<Token![if]>()?;
                Some(input.parse::<Expr>()?)
            } else {
                None
            };
            input.parse::<Option<Token![,]>>()?;
            Ok((value, pat, guard))
        };
        let Ok((value, pat, guard)) = mac.parse_body_with(parser) else { return self.refuse_macro(mac) };
        let guard = guard.map(|guard| quote!(if #guard));
        // As if a macro had written it: to a reader of the program it is the shorter form.
        let expr = quote_spanned!(at(mac.path.span())=> match #value { #pat #guard => true, _ => false });
        match syn::parse2(expr) {
            Ok(expr) => self.match_(&expr, true),
            Err(_) => self.refuse_macro(mac),
        }
    }
}

impl Whole {
    /// A part, in the tree.
    fn part(&self, path: &[String]) -> TokenStream {
        let id = &self.id;
        let whole = quote!(__omp_ir::Expr::Var(#id));
        path.iter().fold(whole, |of, name| quote!(__omp_ir::Expr::Field(&#of, #name)))
    }
}

fn joined(op: &str, a: &TokenStream, b: &TokenStream, span: Span) -> TokenStream {
    let (op, site) = (syn::Ident::new(op, Span::mixed_site()), site(span));
    quote!(__omp_ir::Expr::Binary(__omp_ir::BinaryOp::#op, &#a, &#b, #site))
}

fn member(name: &str) -> syn::Member {
    syn::parse_str(name).expect("a field's name")
}
