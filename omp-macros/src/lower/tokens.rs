//! Small pieces of output, and questions about input tokens.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::{
    Attribute, Block, Expr, Ident, Stmt, Token,
    visit::{self, Visit},
};

use crate::{
    sharing::{collect::has_nowait, place::replace_prefix, walk::is_assign_op},
    syntax::{self, Directive, Kind},
};

/// Generated code that a panic or an error of rustc should place at `span`.
pub(super) fn site(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}

/// The same for a call that gives its line in a panic: `Location::caller` looks past the hygiene of a macro to the
/// attribute on the function, so this is the user's own span. Only paths and `hide_names`' names may have it.
pub(super) fn here(span: Span) -> Span {
    span
}

/// The statements of a construct's body.
pub(crate) fn body_stmts(expr: &Expr) -> Vec<Stmt> {
    match expr {
        Expr::Block(block) if block.attrs.is_empty() && block.label.is_none() => block.block.stmts.clone(),
        _ => vec![Stmt::Expr(expr.clone(), Some(Token![;](Span::mixed_site())))],
    }
}

/// The statements of a body whose value counts.
pub(super) fn value_stmts(expr: &Expr) -> Vec<Stmt> {
    match expr {
        Expr::Block(_) => body_stmts(expr),
        _ => vec![Stmt::Expr(expr.clone(), None)],
    }
}

pub(super) fn stmts(tokens: &TokenStream) -> Vec<Stmt> {
    let block: Block = syn::parse_quote!({ #tokens });
    block.stmts
}

pub(super) fn reborrow(mutable: bool) -> TokenStream {
    if mutable { quote!(&mut) } else { quote!(&) }
}

/// Whether the value of an expression may hold a reference to something it names.
pub(super) fn may_borrow(expr: &Expr) -> bool {
    struct Borrows(bool);
    impl<'ast> Visit<'ast> for Borrows {
        fn visit_expr_reference(&mut self, _: &'ast syn::ExprReference) {
            self.0 = true;
        }
        fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
            self.0 |= VIEWS.contains(&call.method.to_string().as_str());
            visit::visit_expr_method_call(self, call);
        }
        // A block's value, a construct's among them, was computed before.
        fn visit_block(&mut self, _: &'ast Block) {}
    }
    let mut found = Borrows(false);
    found.visit_expr(expr);
    found.0
}

/// Methods of slices, strings and options whose result borrows from the receiver.
const VIEWS: &[&str] = &[
    "as_mut",
    "as_ref",
    "as_slice",
    "as_str",
    "chunks",
    "chunks_exact",
    "chunks_exact_mut",
    "chunks_mut",
    "first",
    "get",
    "get_mut",
    "iter",
    "iter_mut",
    "last",
    "split_at",
    "split_at_mut",
    "split_first",
    "split_last",
    "windows",
];

/// Takes the right side off an assignment if it calls something; `put_value` puts a name in its place.
pub(super) fn take_call(stmt: &mut Stmt) -> Option<Expr> {
    struct Calls(bool);
    impl<'ast> Visit<'ast> for Calls {
        fn visit_expr_call(&mut self, _: &'ast syn::ExprCall) {
            self.0 = true;
        }
        fn visit_expr_method_call(&mut self, _: &'ast syn::ExprMethodCall) {
            self.0 = true;
        }
        fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
    }
    let right = right_side(stmt)?;
    let mut calls = Calls(false);
    calls.visit_expr(right);
    calls.0.then(|| right.clone())
}

pub(super) fn put_value(stmt: &mut Stmt, name: &Ident) {
    if let Some(right) = right_side(stmt) {
        *right = syn::parse_quote!(#name);
    }
}

fn right_side(stmt: &mut Stmt) -> Option<&mut Expr> {
    match stmt {
        Stmt::Expr(Expr::Assign(e), _) => Some(&mut e.right),
        Stmt::Expr(Expr::Binary(e), _) if is_assign_op(&e.op) => Some(&mut e.right),
        _ => None,
    }
}

/// `c[i]` of an unchecked variable: the element alone, so that two threads never refer to the whole at once.
pub(super) fn racy_element(expr: &mut Expr, depth: usize, cell: &Ident) -> bool {
    replace_prefix(expr, depth, &mut |element| {
        let Expr::Index(element) = element else { return element.clone() };
        let (index, span) = (&element.index, element.bracket_token.span.open());
        syn::parse_quote_spanned!(span=> (*unsafe { #cell.element(#index) }))
    });
    true
}

/// `c[i][j]` as `name[(i, j)]`.
pub(super) fn pair(name: &Ident, cell: &Expr) -> Expr {
    if let Expr::Index(outer) = cell
        && let Expr::Index(inner) = &*outer.expr
    {
        let (i, j) = (&inner.index, &outer.index);
        return syn::parse_quote!(#name[(#i, #j)]);
    }
    syn::parse_quote!(#name)
}

/// `c[i][j][k]` as `name[(i, j, k)]`
pub(super) fn triple(name: &Ident, cell: &Expr) -> Expr {
    if let Expr::Index(outer) = cell
        && let Expr::Index(middle) = &*outer.expr
        && let Expr::Index(inner) = &*middle.expr
    {
        let (i, j, k) = (&inner.index, &middle.index, &outer.index);
        return syn::parse_quote!(#name[(#i, #j, #k)]);
    }
    syn::parse_quote!(#name)
}

pub(super) fn standalone(directive: &Directive) -> TokenStream {
    let span = here(directive.span);
    match directive.kind {
        Kind::Barrier => quote_spanned!(span=> ::ferromp::__private::barrier()),
        Kind::Flush => quote_spanned!(span=> ::ferromp::__private::flush()),
        // The tasks were waited for where the scope they belong to ended.
        _ => quote!(()),
    }
}

pub(super) fn has_let(expr: &Expr) -> bool {
    struct HasLet(bool);
    impl<'ast> Visit<'ast> for HasLet {
        fn visit_expr_let(&mut self, _: &'ast syn::ExprLet) {
            self.0 = true;
        }
        fn visit_block(&mut self, _: &'ast Block) {}
    }
    let mut found = HasLet(false);
    found.visit_expr(expr);
    found.0
}

/// The outermost directive of a statement, left in place.
pub(super) fn peek(stmt: &Stmt) -> Option<Directive> {
    let mut stmt = stmt.clone();
    if let Some(directive) = syntax::standalone(&stmt) {
        return Some(directive);
    }
    match &mut stmt {
        Stmt::Expr(expr, _) => syntax::statement_attrs_mut(expr).and_then(syntax::take_first),
        _ => None,
    }
}

pub(super) fn waits(directive: &Directive) -> bool {
    match directive.kind {
        Kind::Barrier => true,
        Kind::For | Kind::Single => !has_nowait(&directive.clauses),
        _ => false,
    }
}

/// Whether running a statement passes a barrier of the region it is in.
pub(super) fn has_barrier(stmt: &Stmt) -> bool {
    struct Barriers(bool);
    impl Barriers {
        /// Whether to look further inside.
        fn look(&mut self, attrs: &[Attribute]) -> bool {
            let directives = syntax::directives(attrs).unwrap_or_default();
            self.0 |= directives.iter().take_while(|d| !forks(d)).any(waits);
            !directives.iter().any(forks)
        }
    }
    impl<'ast> Visit<'ast> for Barriers {
        fn visit_stmt(&mut self, stmt: &'ast Stmt) {
            self.0 |= syntax::standalone(stmt).is_some_and(|d| waits(&d));
            visit::visit_stmt(self, stmt);
        }
        fn visit_expr(&mut self, expr: &'ast Expr) {
            if syntax::expr_attrs(expr).is_none_or(|attrs| self.look(attrs)) {
                visit::visit_expr(self, expr);
            }
        }
        fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
        fn visit_item(&mut self, _: &'ast syn::Item) {}
    }
    let mut found = Barriers(false);
    found.visit_stmt(stmt);
    found.0
}

fn forks(directive: &Directive) -> bool {
    directive.kind.forks()
}

/// The names that statements use, as far as tokens tell.
pub(super) fn mentions(stmts: &[Stmt], name: &Ident) -> bool {
    fn any(tokens: TokenStream, name: &Ident) -> bool {
        tokens.into_iter().any(|tree| match tree {
            TokenTree::Ident(ident) => ident == *name,
            TokenTree::Group(group) => any(group.stream(), name),
            // Format strings capture by name.
            TokenTree::Literal(literal) => literal.to_string().contains(&name.to_string()),
            TokenTree::Punct(_) => false,
        })
    }
    stmts.iter().any(|stmt| any(quote!(#stmt), name))
}

/// Gives every generated name the hygiene of a macro's own: no user code can name it or be caught by it.
/// Done once, at the end, so that no piece of output can be forgotten.
pub(crate) fn hide_names(tokens: TokenStream) -> TokenStream {
    let hide = |tree| match tree {
        TokenTree::Ident(mut ident) if ident.to_string().starts_with("__omp_") => {
            ident.set_span(site(ident.span()));
            TokenTree::Ident(ident)
        }
        TokenTree::Group(group) => {
            let mut hidden = Group::new(group.delimiter(), hide_names(group.stream()));
            hidden.set_span(group.span());
            TokenTree::Group(hidden)
        }
        tree => tree,
    };
    tokens.into_iter().map(hide).collect()
}
