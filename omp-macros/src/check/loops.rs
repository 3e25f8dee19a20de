//! The shape of the loop nest that a loop construct divides (OpenMP 5.2, 4.4.1).

use std::ptr;

use proc_macro2::Span;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{Expr, ExprForLoop, ExprLit, Ident, Lit, Local, Stmt};

use super::clauses::MAX_COLLAPSE;
use super::offload::check_counted;
use super::walk::Frame;
use crate::error;
use crate::report::{Errors, Extent};
use crate::syntax::{ClauseKind, Directive};

/// Checks the body of a loop construct and returns how many loops belong to it.
pub(super) fn check_loops(
    directive: &Directive,
    frames: &[Frame],
    body: &Expr,
    errors: &mut Errors,
) -> usize {
    let depth = directive.clauses.iter().find_map(|clause| match clause.kind {
        ClauseKind::Collapse(depth) => Some((depth, clause.span)),
        _ => None,
    });
    let Some(outermost) = find_loop(directive, body, errors) else { return 0 };
    check_range(directive.name, &outermost.expr, errors);
    check_counted(directive, frames, &outermost.expr, errors);
    if let Some((depth, span)) = depth.filter(|(depth, _)| *depth <= MAX_COLLAPSE) {
        check_nest(directive.name, outermost, depth, span, errors);
    }
    depth.map_or(1, |(depth, _)| depth.max(1))
}

/// The loop that `body` is, or that is all there is in its block.
fn find_loop<'a>(directive: &Directive, body: &'a Expr, errors: &mut Errors) -> Option<&'a ExprForLoop> {
    let name = directive.name;
    match body {
        Expr::ForLoop(found) => Some(found),
        Expr::Block(block) if block.label.is_none() => find_in_block(directive, &block.block.stmts, errors),
        Expr::While(found) => reject(error::NON_CANONICAL, found.while_token.span, &[name, "while"], errors),
        Expr::Loop(found) => reject(error::NON_CANONICAL, found.loop_token.span, &[name, "loop"], errors),
        _ => reject(error::MISSING_LOOP, directive.span, &[name], errors),
    }
}

fn reject<'a>(rule: error::Rule, span: Span, names: &[&str], errors: &mut Errors) -> Option<&'a ExprForLoop> {
    errors.push(rule.at(span, names));
    None
}

fn find_in_block<'a>(
    directive: &Directive,
    stmts: &'a [Stmt],
    errors: &mut Errors,
) -> Option<&'a ExprForLoop> {
    let name = directive.name;
    let Some(position) = stmts.iter().position(|stmt| for_loop(stmt).is_some()) else {
        return match stmts.iter().find_map(|stmt| match stmt {
            Stmt::Expr(expr @ (Expr::While(_) | Expr::Loop(_) | Expr::Block(_)), _) => Some(expr),
            _ => None,
        }) {
            Some(inner) if stmts.len() == 1 || !matches!(inner, Expr::Block(_)) => {
                find_loop(directive, inner, errors)
            }
            _ => reject(error::MISSING_LOOP, directive.span, &[name], errors),
        };
    };
    let found = for_loop(&stmts[position])?;
    if let Some(before) = stmts[..position].first() {
        errors.push(error::STATEMENT_BEFORE.at(Extent::of(before), &[name]));
    }
    let after = &stmts[position + 1..];
    if let Some(second) = after.iter().find_map(for_loop) {
        errors.push(error::MULTIPLE_LOOPS.at(second.for_token.span, &[name]));
        errors.note(found.for_token.span, "first loop here");
    } else if let Some(after) = after.first() {
        errors.push(error::STATEMENT_AFTER.at(Extent::of(after), &[name]));
    }
    Some(found)
}

fn for_loop(stmt: &Stmt) -> Option<&ExprForLoop> {
    match stmt {
        Stmt::Expr(Expr::ForLoop(found), _) => Some(found),
        _ => None,
    }
}

/// What can be told of a range from its tokens: that it ends, and that its step is not zero.
fn check_range(directive: &str, range: &Expr, errors: &mut Errors) {
    match range {
        Expr::Range(range) if range.end.is_none() => {
            errors.push(error::ENDLESS.at(Extent::of(range), &[directive]));
        }
        Expr::MethodCall(call) if call.method == "rev" || call.method == "step_by" => {
            if let Some(zero) = call.args.first().filter(|step| is_zero(step)) {
                errors.push(error::ZERO_STEP.at(zero.span(), &[]));
            }
            check_range(directive, &call.receiver, errors);
        }
        Expr::Paren(paren) => check_range(directive, &paren.expr, errors),
        _ => {}
    }
}

fn is_zero(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(ExprLit { lit: Lit::Int(int), .. }) => {
            int.base10_parse::<u128>().is_ok_and(|value| value == 0)
        }
        _ => false,
    }
}

/// Each of the `depth` loops holds the next; code between them may neither loop nor bind what an inner range reads.
fn check_nest(directive: &str, outermost: &ExprForLoop, depth: usize, span: Span, errors: &mut Errors) {
    let mut bound = Names::default();
    let mut current = outermost;
    for level in 1..depth {
        bound.visit_pat(&current.pat);
        let loops: Vec<_> = current.body.stmts.iter().filter_map(for_loop).collect();
        let Some(inner) = loops.first() else {
            errors.push(error::COLLAPSE_NEST.at(span, &[&depth.to_string(), &level.to_string()]));
            return;
        };
        for stmt in current
            .body
            .stmts
            .iter()
            .filter(|stmt| !for_loop(stmt).is_some_and(|found| ptr::eq(found, *inner)))
        {
            if let Some(second) = find_any_loop(stmt) {
                errors.push(error::COLLAPSE_TWO_LOOPS.at(second, &[]));
                errors.note(inner.for_token.span, "first loop here");
            }
            if let Stmt::Local(Local { pat, .. }) = stmt {
                bound.visit_pat(pat);
            }
        }
        check_range(directive, &inner.expr, errors);
        if let Some(name) = bound.find_in(&inner.expr) {
            errors.push(error::COLLAPSE_DEPENDS.at(name.span(), &[&name.to_string()]));
        }
        current = inner;
    }
}

/// A loop anywhere in a statement, closures and nested functions apart.
fn find_any_loop(stmt: &Stmt) -> Option<Span> {
    struct Finder(Option<Span>);
    impl<'a> Visit<'a> for Finder {
        fn visit_expr(&mut self, expr: &'a Expr) {
            match expr {
                Expr::ForLoop(found) => self.0 = self.0.or(Some(found.for_token.span)),
                Expr::While(found) => self.0 = self.0.or(Some(found.while_token.span)),
                Expr::Loop(found) => self.0 = self.0.or(Some(found.loop_token.span)),
                Expr::Closure(_) => {}
                _ => visit::visit_expr(self, expr),
            }
        }
        fn visit_item(&mut self, _: &'a syn::Item) {}
    }
    let mut finder = Finder(None);
    finder.visit_stmt(stmt);
    finder.0
}

/// The names that patterns bind.
#[derive(Default)]
struct Names(Vec<Ident>);

impl Names {
    /// The first use of one of the names in `expr`.
    fn find_in(&self, expr: &Expr) -> Option<Ident> {
        struct Finder<'n> {
            names: &'n [Ident],
            found: Option<Ident>,
        }
        impl<'a> Visit<'a> for Finder<'_> {
            fn visit_expr_path(&mut self, path: &'a syn::ExprPath) {
                if let Some(name) = path.path.get_ident().filter(|name| self.names.contains(name)) {
                    self.found.get_or_insert_with(|| name.clone());
                }
            }
        }
        let mut finder = Finder { names: &self.0, found: None };
        finder.visit_expr(expr);
        finder.found
    }
}

impl<'a> Visit<'a> for Names {
    fn visit_pat_ident(&mut self, pat: &'a syn::PatIdent) {
        self.0.push(pat.ident.clone());
        visit::visit_pat_ident(self, pat);
    }
}
