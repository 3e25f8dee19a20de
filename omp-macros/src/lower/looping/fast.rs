//! `#[omp(fastmath)]`: the body of a loop with its multiply-adds and inner sums written as calls, which the runtime's
//! types turn into fused instructions and lanes where the operands are floating-point numbers.
//!
//! Done on the lowered body: the analysis sees what the user wrote. Indices and bounds are integers, and stay.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::{
    BinOp, Block, Expr, ExprBinary, ExprForLoop, Ident, Lit, Stmt,
    spanned::Spanned,
    visit::{self, Visit},
    visit_mut::{self, VisitMut},
};

use super::{super::tokens::site, space::canonical};
use crate::sharing::nest::is_range;

/// Rewrites the statements of a loop that is told by `__omp_fused` whether its level can fuse.
pub(super) fn rewrite(tokens: TokenStream) -> TokenStream {
    let Ok(mut block) = syn::parse2::<Block>(quote!({ #tokens })) else { return tokens };
    Fast.visit_block_mut(&mut block);
    let stmts = block.stmts;
    quote!(#(#stmts)*)
}

struct Fast;

impl VisitMut for Fast {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let new = match expr {
            Expr::Index(e) => return self.visit_expr_mut(&mut e.expr),
            Expr::Range(_) | Expr::Repeat(_) | Expr::Const(_) => return,
            Expr::ForLoop(e) => sum(e),
            Expr::Binary(e) => multiply_add(e),
            _ => None,
        };
        if let Some(new) = new {
            *expr = new;
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_expr_for_loop_mut(&mut self, e: &mut ExprForLoop) {
        self.visit_block_mut(&mut e.body);
    }

    // What a closure of its own is called with, and where, is not known here.
    fn visit_local_mut(&mut self, local: &mut syn::Local) {
        let closure = local.init.as_ref().is_some_and(|init| matches!(&*init.expr, Expr::Closure(_)));
        if !closure {
            visit_mut::visit_local_mut(self, local);
        }
    }
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    fn visit_pat_mut(&mut self, _: &mut syn::Pat) {}
    fn visit_type_mut(&mut self, _: &mut syn::Type) {}
}

/// `a * b + c` and its kin as a call; the operands are evaluated in the order in which they stand.
fn multiply_add(e: &ExprBinary) -> Option<Expr> {
    let (left, right, span) = (&*e.left, &*e.right, site(e.op.span()));
    match e.op {
        BinOp::AddAssign(_) | BinOp::SubAssign(_) => {
            let (a, b) = product(right)?;
            let name = if let BinOp::AddAssign(_) = e.op { "add_product" } else { "subtract_product" };
            let name = Ident::new(name, proc_macro2::Span::mixed_site());
            let terms = terms(&quote!(&__omp_a, &__omp_b, &*__omp_place));
            Some(syn::parse_quote_spanned! {span=>
                match (#a, #b) {
                    (__omp_a, __omp_b) => match &mut #left {
                        __omp_place => #terms.#name(__omp_place, __omp_a, __omp_b, __omp_fused),
                    },
                }
            })
        }
        BinOp::Add(_) | BinOp::Sub(_) => {
            let adds = matches!(e.op, BinOp::Add(_));
            let (name, values, names) = if let (Some((a, b)), false) = (product(left), has_integer(right)) {
                let name = if adds { "product_plus" } else { "product_minus" };
                (name, quote!(#a, #b, #right), quote!(__omp_a, __omp_b, __omp_c))
            } else {
                let (a, b) = product(right)?;
                let name = if adds { "plus_product" } else { "minus_product" };
                (!has_integer(left)).then_some((
                    name,
                    quote!(#left, #a, #b),
                    quote!(__omp_c, __omp_a, __omp_b),
                ))?
            };
            let name = Ident::new(name, proc_macro2::Span::mixed_site());
            let terms = terms(&quote!(&__omp_a, &__omp_b, &__omp_c));
            Some(syn::parse_quote_spanned! {span=>
                match (#values) { (#names) => #terms.#name(__omp_a, __omp_b, __omp_c, __omp_fused) }
            })
        }
        _ => None,
    }
}

/// How three operands are computed, by their types.
fn terms(operands: &TokenStream) -> TokenStream {
    quote! {
        {
            #[allow(unused_imports)]
            use ::ferromp::__private::{Fusing as _, NotFusing as _};
            ::ferromp::__private::Terms(#operands).how()
        }
    }
}

/// The factors of a product that may be one of floating-point numbers.
fn product(expr: &Expr) -> Option<(&Expr, &Expr)> {
    match expr {
        Expr::Paren(e) => product(&e.expr),
        Expr::Group(e) => product(&e.expr),
        Expr::Binary(e) if matches!(e.op, BinOp::Mul(_)) && !has_integer(expr) => Some((&e.left, &e.right)),
        _ => None,
    }
}

/// Whether an expression is of integers, as one of its literals tells.
fn has_integer(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(e) => matches!(&e.lit, Lit::Int(int) if !int.suffix().starts_with('f')),
        Expr::Paren(e) => has_integer(&e.expr),
        Expr::Group(e) => has_integer(&e.expr),
        Expr::Unary(e) => has_integer(&e.expr),
        Expr::Binary(e) => has_integer(&e.left) || has_integer(&e.right),
        _ => false,
    }
}

/// Whether a serial loop becomes a reduction in lanes.
pub(in super::super) fn is_sum(e: &ExprForLoop) -> bool {
    sum(e).is_some()
}

/// A serial loop that does nothing but update one variable, as a reduction in lanes.
fn sum(e: &ExprForLoop) -> Option<Expr> {
    let [Stmt::Expr(update, _)] = e.body.stmts.as_slice() else { return None };
    let (total, op) = updated(update)?;
    if e.label.is_some() || !e.attrs.is_empty() || !is_range(&e.expr) || !straight(update, total) {
        return None;
    }
    let (space, pat) = (canonical(&e.expr), &e.pat);
    let op = Ident::new(op, proc_macro2::Span::mixed_site());
    let mut step = update.clone();
    Through(total).visit_expr_mut(&mut step);
    let span = site(e.for_token.span());
    Some(syn::parse_quote_spanned! {span=>
        match &mut #total {
            __omp_total => {
                #[allow(unused_imports)]
                use ::ferromp::__private::{NotReordering as _, Reordering as _};
                ::ferromp::__private::Total(&*__omp_total).how().run::<::ferromp::__private::#op, _, _>(
                    __omp_total,
                    #space,
                    #[inline(always)]
                    |#pat, __omp_total| { #step; },
                )
            }
        }
    })
}

/// The variable that a statement updates, and the operator that combines partial results.
fn updated(expr: &Expr) -> Option<(&Ident, &'static str)> {
    let (target, op) = match expr {
        Expr::Binary(e) => match e.op {
            BinOp::AddAssign(_) | BinOp::SubAssign(_) => (&*e.left, "Add"),
            BinOp::MulAssign(_) => (&*e.left, "Mul"),
            _ => return None,
        },
        Expr::Assign(e) => {
            let Expr::MethodCall(call) = &*e.right else { return None };
            let same = call.receiver.to_token_stream().to_string() == e.left.to_token_stream().to_string();
            match call.method.to_string().as_str() {
                "max" if same => (&*e.left, "Max"),
                "min" if same => (&*e.left, "Min"),
                _ => return None,
            }
        }
        _ => return None,
    };
    let Expr::Path(path) = target else { return None };
    Some((path.path.get_ident()?, op))
}

/// Whether the iterations of a loop meet in its total alone, and all of them run.
fn straight(update: &Expr, total: &Ident) -> bool {
    struct Straight<'a> {
        ok: bool,
        total: &'a Ident,
        uses: usize,
    }
    impl<'ast> Visit<'ast> for Straight<'_> {
        fn visit_expr(&mut self, expr: &'ast Expr) {
            let plain = matches!(
                expr,
                Expr::Binary(_)
                    | Expr::Assign(_)
                    | Expr::Call(_)
                    | Expr::Cast(_)
                    | Expr::Field(_)
                    | Expr::Group(_)
                    | Expr::Index(_)
                    | Expr::Lit(_)
                    | Expr::MethodCall(_)
                    | Expr::Paren(_)
                    | Expr::Path(_)
                    | Expr::Reference(_)
                    | Expr::Tuple(_)
                    | Expr::Unary(_)
            );
            self.ok &= plain && !matches!(expr, Expr::Reference(e) if e.mutability.is_some());
            visit::visit_expr(self, expr);
        }
        fn visit_ident(&mut self, ident: &'ast Ident) {
            self.uses += usize::from(ident == self.total);
        }
    }
    let mut straight = Straight { ok: true, total, uses: 0 };
    straight.visit_expr(update);
    // `s += x` names it once, `s = s.max(x)` twice.
    straight.ok && straight.uses == if matches!(update, Expr::Assign(_)) { 2 } else { 1 }
}

/// The total through the reference that the step is given.
struct Through<'a>(&'a Ident);

impl VisitMut for Through<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if matches!(expr, Expr::Path(path) if path.path.is_ident(self.0)) {
            let span = expr.span();
            let through: TokenStream = quote_spanned!(span=> (*__omp_total));
            *expr = syn::parse_quote!(#through);
            return;
        }
        visit_mut::visit_expr_mut(self, expr);
    }
}
