//! The walk through an item: it knows at each point which constructs, loops and functions are around.

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::parse::Parser as _;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Expr, ExprMacro, Item, ItemMacro, Label, Lifetime, Macro, Stmt, Token};

use super::atomic::check_atomic;
use super::clauses::check_clauses;
use super::escapes::{Associated, check_break, check_continue, check_exit};
use super::loops::check_loops;
use super::nesting::check_nesting;
use super::offload::check_teams_alone;
use super::placement::{check_item_attrs, check_leftover, check_let, check_stand_alone, check_value, take};
use crate::error;
use crate::recover::find_directive;
use crate::report::Errors;
use crate::syntax::{
    Directive, Kind, expr_attrs_mut, is_omp, item_attrs_mut, item_kind, parse_macro, stmt_attrs_mut,
    stmt_macro,
};

/// Something around the current point.
pub(super) enum Frame {
    Construct(Directive),
    Loop {
        label: Option<Lifetime>,
        associated: Associated,
    },
    /// A labelled block.
    Block(Lifetime),
    /// A closure or async block: control flow stays inside.
    Closure,
    /// A function or other item: nothing outside is around it.
    Item,
}

impl Frame {
    fn new_loop(label: Option<&Label>, associated: Associated) -> Self {
        Frame::Loop { label: label.map(|label| label.name.clone()), associated }
    }

    pub(super) fn directive(&self) -> Option<&Directive> {
        match self {
            Frame::Construct(directive) => Some(directive),
            _ => None,
        }
    }
}

pub(super) fn walk(item: &mut Item, errors: &mut Errors) {
    Walk { errors, frames: Vec::new(), pending: 0 }.visit_item_mut(item);
}

struct Walk<'e> {
    errors: &'e mut Errors,
    frames: Vec<Frame>,
    /// How many of the next nested loops belong to the innermost construct.
    pending: usize,
}

impl Walk<'_> {
    fn within(&mut self, frame: Frame, visit: impl FnOnce(&mut Self)) {
        // The loops in a closure or function are its own.
        let inside = matches!(frame, Frame::Closure | Frame::Item);
        let pending = self.pending;
        self.pending = if inside { 0 } else { pending };
        self.frames.push(frame);
        visit(self);
        self.frames.pop();
        self.pending = if inside { pending } else { self.pending };
    }

    /// A construct: its directives, outermost first, and the statement or block they sit on.
    fn visit_construct(&mut self, directives: Vec<Directive>, body: &mut Expr) {
        let (depth, pending) = (self.frames.len(), std::mem::take(&mut self.pending));
        let last = directives.len() - 1;
        for (index, directive) in directives.into_iter().enumerate() {
            check_clauses(&directive, self.errors);
            check_nesting(&directive, &self.frames, self.errors);
            if index == last {
                check_teams_alone(&directive, body, self.errors);
            }
            if directive.kind.stands_alone() {
                check_stand_alone(&directive, index == last, body, self.errors);
                continue;
            }
            if directive.kind.is_loop() {
                if index == last {
                    self.pending = check_loops(&directive, &self.frames, body, self.errors);
                } else {
                    self.errors.push(error::MISSING_LOOP.at(directive.span, &[directive.name]));
                }
            }
            if let (Kind::Atomic(kind), true) = (&directive.kind, index == last) {
                check_atomic(*kind, body, self.errors);
            }
            self.frames.push(Frame::Construct(directive));
        }
        self.visit_expr_mut(body);
        self.pending = pending;
        self.frames.truncate(depth);
    }

    /// The statement `omp!(..);`.
    fn visit_standalone(&mut self, mac: &Macro) {
        match parse_macro(mac) {
            Ok(directive) if directive.kind.stands_alone() => {
                check_clauses(&directive, self.errors);
                check_nesting(&directive, &self.frames, self.errors);
            }
            Ok(directive) => self.errors.push(error::NEEDS_BODY.at(directive.span, &[directive.name])),
            Err(error) => self.errors.push(error),
        }
    }

    fn exit(&mut self, rule: error::Rule, span: Span) {
        check_exit(rule, span, &self.frames, self.errors);
    }

    /// The arguments of a macro call are code if they read as expressions, as those of std's macros do.
    ///
    /// Of others only `return` matters: rustc rejects other control flow that leaves the code a construct becomes.
    fn visit_arguments(&mut self, tokens: &TokenStream) {
        match Punctuated::<Expr, Token![,]>::parse_terminated.parse2(tokens.clone()) {
            Ok(arguments) => {
                arguments.into_iter().for_each(|mut argument| self.visit_expr_mut(&mut argument));
            }
            Err(_) => find_return(tokens.clone()).into_iter().for_each(|span| self.exit(error::RETURN, span)),
        }
    }
}

fn find_return(tokens: TokenStream) -> Option<Span> {
    tokens.into_iter().find_map(|token| match token {
        TokenTree::Ident(word) if word == "return" => Some(word.span()),
        TokenTree::Group(group) => find_return(group.stream()),
        _ => None,
    })
}

impl VisitMut for Walk<'_> {
    fn visit_stmt_mut(&mut self, stmt: &mut Stmt) {
        match stmt {
            Stmt::Local(local) => check_let(local, self.errors),
            Stmt::Expr(..) | Stmt::Macro(_) => {
                let directives =
                    stmt_attrs_mut(stmt).map(|attrs| take(attrs, self.errors)).unwrap_or_default();
                if !directives.is_empty() {
                    return self.visit_construct(directives, &mut statement_expr(stmt));
                }
            }
            Stmt::Item(_) => {}
        }
        match stmt_macro(stmt) {
            Some(mac) => self.visit_standalone(mac),
            None => visit_mut::visit_stmt_mut(self, stmt),
        }
    }

    fn visit_local_mut(&mut self, local: &mut syn::Local) {
        if let Some(init) = &local.init {
            check_value(&init.expr, self.errors);
        }
        visit_mut::visit_local_mut(self, local);
    }

    fn visit_expr_assign_mut(&mut self, assign: &mut syn::ExprAssign) {
        check_value(&assign.right, self.errors);
        visit_mut::visit_expr_assign_mut(self, assign);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        let directives = expr_attrs_mut(expr).map(|attrs| take(attrs, self.errors)).unwrap_or_default();
        if !directives.is_empty() {
            return self.visit_construct(directives, expr);
        }
        match expr {
            Expr::Closure(_) | Expr::Async(_) => {
                self.within(Frame::Closure, |walk| visit_mut::visit_expr_mut(walk, expr));
            }
            Expr::Break(found) => {
                check_break(found.break_token.span, found.label.as_ref(), &self.frames, self.errors);
            }
            Expr::Continue(found) => {
                check_continue(found.continue_token.span, found.label.as_ref(), &self.frames, self.errors);
            }
            Expr::Return(found) => self.exit(error::RETURN, found.return_token.span),
            Expr::Try(found) => self.exit(error::QUESTION, found.question_token.span),
            Expr::Await(found) => self.exit(error::AWAIT, found.await_token.span),
            Expr::Yield(found) => self.exit(error::YIELD, found.yield_token.span),
            _ => {}
        }
        if !matches!(expr, Expr::Closure(_) | Expr::Async(_)) {
            visit_mut::visit_expr_mut(self, expr);
        }
    }

    fn visit_expr_for_loop_mut(&mut self, found: &mut syn::ExprForLoop) {
        let pending = std::mem::take(&mut self.pending);
        self.visit_expr_mut(&mut found.expr);
        let associated = match pending {
            0 => Associated::No,
            1 => Associated::Innermost,
            _ => Associated::Outer,
        };
        self.pending = pending.saturating_sub(1);
        self.within(Frame::new_loop(found.label.as_ref(), associated), |walk| {
            walk.visit_block_mut(&mut found.body);
        });
        self.pending = 0;
    }

    fn visit_expr_while_mut(&mut self, found: &mut syn::ExprWhile) {
        let frame = Frame::new_loop(found.label.as_ref(), Associated::No);
        self.within(frame, |walk| visit_mut::visit_expr_while_mut(walk, found));
    }

    fn visit_expr_loop_mut(&mut self, found: &mut syn::ExprLoop) {
        let frame = Frame::new_loop(found.label.as_ref(), Associated::No);
        self.within(frame, |walk| visit_mut::visit_expr_loop_mut(walk, found));
    }

    fn visit_expr_block_mut(&mut self, found: &mut syn::ExprBlock) {
        match &found.label {
            Some(label) => {
                let frame = Frame::Block(label.name.clone());
                self.within(frame, |walk| visit_mut::visit_expr_block_mut(walk, found));
            }
            None => visit_mut::visit_expr_block_mut(self, found),
        }
    }

    fn visit_expr_macro_mut(&mut self, found: &mut ExprMacro) {
        if is_omp(&found.mac.path) {
            match parse_macro(&found.mac) {
                Ok(directive) => {
                    self.errors.push(error::NOT_A_STATEMENT.at(directive.span, &[directive.name]));
                }
                Err(error) => self.errors.push(error),
            }
        }
        visit_mut::visit_expr_macro_mut(self, found);
    }

    fn visit_macro_mut(&mut self, mac: &mut Macro) {
        match find_directive(mac.tokens.clone()) {
            Some(span) => self.errors.push(error::IN_MACRO.at(span, &[])),
            None => self.visit_arguments(&mac.tokens),
        }
    }

    /// A macro's definition is code somewhere else.
    fn visit_item_macro_mut(&mut self, _: &mut ItemMacro) {}

    fn visit_item_mut(&mut self, item: &mut Item) {
        let what = item_kind(item);
        if let Some(attrs) = item_attrs_mut(item) {
            check_item_attrs(attrs, what, self.errors);
        }
        self.within(Frame::Item, |walk| visit_mut::visit_item_mut(walk, item));
    }

    fn visit_impl_item_fn_mut(&mut self, item: &mut syn::ImplItemFn) {
        check_item_attrs(&mut item.attrs, "a method", self.errors);
        visit_mut::visit_impl_item_fn_mut(self, item);
    }

    fn visit_trait_item_fn_mut(&mut self, item: &mut syn::TraitItemFn) {
        check_item_attrs(&mut item.attrs, "a method", self.errors);
        visit_mut::visit_trait_item_fn_mut(self, item);
    }

    /// What no construct has taken sits where none can be.
    fn visit_attributes_mut(&mut self, attrs: &mut Vec<Attribute>) {
        check_leftover(attrs, self.errors);
    }
}

/// The statement without its semicolon.
fn statement_expr(stmt: &Stmt) -> Expr {
    match stmt {
        Stmt::Expr(expr, _) => expr.clone(),
        Stmt::Macro(stmt) => Expr::Macro(ExprMacro { attrs: Vec::new(), mac: stmt.mac.clone() }),
        Stmt::Local(_) | Stmt::Item(_) => unreachable!("only expressions are constructs"),
    }
}
