//! A walk over Rust code that knows scopes, places and directives. The analysis and the lowering are both
//! such walks, so that they cannot disagree about what a name means.

use proc_macro2::Span;
use quote::ToTokens;
use syn::{
    Block, Expr, ExprClosure, ExprMacro, Ident, Local, Stmt, Token, UnOp,
    spanned::Spanned,
    visit_mut::{self, VisitMut},
};

use super::{
    bound::Bound,
    lone::Lone,
    place::Place,
    scope::{Scopes, VarId},
    walk_macro::walk_macro,
};
use crate::syntax::{self, Directive};

/// How an expression uses the place it names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Usage<'a> {
    /// By value, or by shared reference.
    Read,
    /// `x = ..`
    Write,
    /// `x += ..` or `x = x + ..`, with the operator
    Update(&'a str),
    /// `&mut x`
    BorrowMut,
    /// `x.name(..)`: whether it writes, only rustc knows.
    Method(&'a str),
    /// A token of a macro we do not know.
    Opaque,
}

/// What a walk does at the points of interest. Sub-expressions of a place (its indices) have been walked
/// before `place` is called.
pub(crate) trait Walk: Sized {
    fn scopes(&mut self) -> &mut Scopes;
    /// `expr` is the whole place; `var` is its root.
    fn place(&mut self, expr: &mut Expr, place: &Place, var: VarId, usage: Usage<'_>);
    /// A name that a format string captures: `println!("{x}")`. Returns what to pass for it instead.
    fn captured(&mut self, name: &Ident, var: VarId) -> Option<Expr>;
    /// The outermost directive of a statement or expression, taken off it; more may still hang on it.
    /// `value`: it stands where a value is wanted.
    fn construct(&mut self, directive: Directive, expr: &mut Expr, value: bool);
    /// `omp!(..);`
    fn standalone(&mut self, directive: Directive, stmt: &mut Stmt);
    /// What decides which way control flow goes, evaluated where no barrier can be.
    fn head(&mut self, expr: &mut Expr) {
        walk_expr(self, expr, Usage::Read);
    }
    /// Who alone enters the first branch.
    fn lone(&mut self, _branch: &syn::ExprIf) -> Option<Lone> {
        None
    }
    /// That branch.
    fn lone_branch(&mut self, _lone: Lone, block: &mut Block) {
        walk_block(self, block);
    }
    /// A `for` loop, before anything of it is walked. Returns whether the walk has dealt with it.
    fn serial_loop(&mut self, _expr: &mut Expr) -> bool {
        false
    }
    /// A loop's body starts, where variables from here on are declared anew each time; or it ends.
    fn repeat(&mut self, _starts: bool) {}
    /// The phase the walk is in: which barrier was the last. Lowering has no use for it.
    fn phase(&mut self) -> usize {
        0
    }
    /// Control flow continues in `phase`.
    fn set_phase(&mut self, _phase: usize) {}
    /// Control flow can reach the current phase from `other` without a barrier.
    fn unite_phase(&mut self, _other: usize) {}
    /// A statement list; the default walks the statements in order.
    fn stmts(&mut self, stmts: &mut Vec<Stmt>) {
        for stmt in stmts {
            walk_stmt(self, stmt);
        }
    }
}

/// Walks a block in a scope of its own.
pub(crate) fn walk_block<W: Walk>(w: &mut W, block: &mut Block) {
    let mark = w.scopes().mark();
    w.stmts(&mut block.stmts);
    w.scopes().release(mark);
}

pub(crate) fn walk_stmt<W: Walk>(w: &mut W, stmt: &mut Stmt) {
    if let Some(directive) = syntax::standalone(stmt) {
        return w.standalone(directive, stmt);
    }
    match stmt {
        Stmt::Local(local) => walk_local(w, local),
        Stmt::Expr(expr, _) => walk_statement(w, expr),
        Stmt::Macro(stmt) => walk_macro(w, &mut stmt.mac),
        Stmt::Item(_) => {}
    }
}

/// An expression that is a statement, or the body of a construct.
pub(crate) fn walk_statement<W: Walk>(w: &mut W, expr: &mut Expr) {
    match syntax::statement_attrs_mut(expr).and_then(syntax::take_first) {
        Some(directive) => w.construct(directive, expr, false),
        None => walk_expr(w, expr, Usage::Read),
    }
}

fn walk_local<W: Walk>(w: &mut W, local: &mut Local) {
    // Before the walk, which may write other names into it.
    let bound = Bound::by(local);
    if let Some(init) = &mut local.init {
        let by_mut = pattern_borrows_mut(&local.pat);
        walk_expr(w, &mut init.expr, if by_mut { Usage::BorrowMut } else { Usage::Read });
        if let Some((_, diverge)) = &mut init.diverge {
            walk_expr(w, diverge, Usage::Read);
        }
    }
    let first = w.scopes().boundary();
    w.scopes().declare_pattern(&local.pat, None);
    bound.record(w.scopes(), first, local);
}

fn pattern_borrows_mut(pat: &syn::Pat) -> bool {
    let tokens = pat.to_token_stream().to_string();
    tokens.contains("ref mut ")
}

pub(crate) fn walk_expr<W: Walk>(w: &mut W, expr: &mut Expr, usage: Usage<'_>) {
    if let Some(directive) = syntax::expr_attrs_mut(expr).and_then(syntax::take_first) {
        return w.construct(directive, expr, true);
    }
    if let Some(place) = Place::parse(expr) {
        return walk_place(w, expr, &place, usage);
    }
    match expr {
        Expr::Paren(e) => walk_expr(w, &mut e.expr, usage),
        Expr::Group(e) => walk_expr(w, &mut e.expr, usage),
        Expr::Assign(e) => {
            let update = self_update(&e.left, &e.right);
            walk_expr(w, &mut e.right, Usage::Read);
            match update {
                Some(op) => walk_expr(w, &mut e.left, Usage::Update(&op)),
                None => walk_assignee(w, &mut e.left),
            }
        }
        Expr::Binary(e) => {
            if is_assign_op(&e.op) {
                walk_expr(w, &mut e.right, Usage::Read);
                let op = e.op.to_token_stream().to_string();
                walk_expr(w, &mut e.left, Usage::Update(&op));
            } else {
                walk_expr(w, &mut e.left, Usage::Read);
                walk_expr(w, &mut e.right, Usage::Read);
            }
        }
        Expr::Reference(e) => {
            let usage = if e.mutability.is_some() { Usage::BorrowMut } else { Usage::Read };
            walk_expr(w, &mut e.expr, usage);
        }
        Expr::MethodCall(e) => {
            let name = e.method.to_string();
            walk_expr(w, &mut e.receiver, Usage::Method(&name));
            e.args.iter_mut().for_each(|arg| walk_expr(w, arg, Usage::Read));
        }
        Expr::Macro(ExprMacro { mac, .. }) => walk_macro(w, mac),
        Expr::Struct(e) => walk_struct(w, e),
        Expr::Field(_) | Expr::Index(_) | Expr::Unary(_) => walk_projection(w, expr, usage),
        _ => walk_control(w, expr),
    }
}

/// A place whose root is no local: a static, a call's result.
fn walk_projection<W: Walk>(w: &mut W, expr: &mut Expr, usage: Usage<'_>) {
    match expr {
        Expr::Field(e) => walk_expr(w, &mut e.base, usage),
        Expr::Index(e) => {
            walk_expr(w, &mut e.index, Usage::Read);
            walk_expr(w, &mut e.expr, usage);
        }
        Expr::Unary(e) => {
            let inner = if matches!(e.op, UnOp::Deref(_)) { usage } else { Usage::Read };
            walk_expr(w, &mut e.expr, inner);
        }
        _ => unreachable!("the caller matched"),
    }
}

fn walk_place<W: Walk>(w: &mut W, expr: &mut Expr, place: &Place, usage: Usage<'_>) {
    walk_indices(w, expr);
    if let Some(var) = w.scopes().lookup(&place.root) {
        w.place(expr, place, var, usage);
    }
}

fn walk_indices<W: Walk>(w: &mut W, expr: &mut Expr) {
    match expr {
        Expr::Paren(e) => walk_indices(w, &mut e.expr),
        Expr::Group(e) => walk_indices(w, &mut e.expr),
        Expr::Field(e) => walk_indices(w, &mut e.base),
        Expr::Unary(e) => walk_indices(w, &mut e.expr),
        Expr::Index(e) => {
            walk_expr(w, &mut e.index, Usage::Read);
            walk_indices(w, &mut e.expr);
        }
        _ => {}
    }
}

/// The operation of `x = x + y`, `x = y + x`, `x = x.max(y)`, which update `x` as `x += y` does.
fn self_update(left: &Expr, right: &Expr) -> Option<String> {
    let text = |expr: &Expr| expr.to_token_stream().to_string();
    let place = text(left);
    match right {
        Expr::Paren(e) => self_update(left, &e.expr),
        Expr::Binary(e) => {
            let first = text(&e.left) == place && (commutes(&e.op) || matches!(e.op, syn::BinOp::Sub(_)));
            let second = text(&e.right) == place && commutes(&e.op);
            (first || second).then(|| e.op.to_token_stream().to_string())
        }
        Expr::MethodCall(e) if text(&e.receiver) == place && (e.method == "max" || e.method == "min") => {
            Some(e.method.to_string())
        }
        _ => None,
    }
}

fn commutes(op: &syn::BinOp) -> bool {
    use syn::BinOp::{Add, BitAnd, BitOr, BitXor, Mul};
    matches!(op, Add(_) | Mul(_) | BitAnd(_) | BitOr(_) | BitXor(_))
}

/// The left side of `=`, which may be a pattern: `(a, b[i]) = f()`.
fn walk_assignee<W: Walk>(w: &mut W, expr: &mut Expr) {
    match expr {
        Expr::Tuple(e) => e.elems.iter_mut().for_each(|e| walk_assignee(w, e)),
        Expr::Array(e) => e.elems.iter_mut().for_each(|e| walk_assignee(w, e)),
        Expr::Infer(_) => {}
        _ => walk_expr(w, expr, Usage::Write),
    }
}

pub(crate) fn is_assign_op(op: &syn::BinOp) -> bool {
    use syn::BinOp::{
        AddAssign, BitAndAssign, BitOrAssign, BitXorAssign, DivAssign, MulAssign, RemAssign, ShlAssign,
        ShrAssign, SubAssign,
    };
    matches!(
        op,
        AddAssign(_)
            | SubAssign(_)
            | MulAssign(_)
            | DivAssign(_)
            | RemAssign(_)
            | BitXorAssign(_)
            | BitAndAssign(_)
            | BitOrAssign(_)
            | ShlAssign(_)
            | ShrAssign(_)
    )
}

/// `S { x }` means `S { x: x }`, which the walk may want to write out.
fn walk_struct<W: Walk>(w: &mut W, expr: &mut syn::ExprStruct) {
    for field in &mut expr.fields {
        let shorthand = field.colon_token.is_none();
        let before = field.expr.to_token_stream().to_string();
        walk_expr(w, &mut field.expr, Usage::Read);
        if shorthand && field.expr.to_token_stream().to_string() != before {
            field.colon_token = Some(Token![:](field.expr.span()));
        }
    }
    if let Some(rest) = &mut expr.rest {
        walk_expr(w, rest, Usage::Read);
    }
}

/// Expressions that open scopes.
fn walk_control<W: Walk>(w: &mut W, expr: &mut Expr) {
    if matches!(expr, Expr::ForLoop(_)) && w.serial_loop(expr) {
        return;
    }
    let mark = w.scopes().mark();
    match expr {
        Expr::Block(e) => walk_block(w, &mut e.block),
        Expr::Unsafe(e) => walk_block(w, &mut e.block),
        Expr::Loop(e) => {
            let start = w.phase();
            w.repeat(true);
            walk_block(w, &mut e.body);
            w.repeat(false);
            w.unite_phase(start);
        }
        Expr::Let(e) => {
            w.head(&mut e.expr);
            w.scopes().declare_pattern(&e.pat, None);
            // Lives on for the branch that the condition guards; the `if` or `while` releases it.
            return;
        }
        Expr::If(e) => {
            let lone = w.lone(e);
            w.head(&mut e.cond);
            let start = w.phase();
            match lone {
                Some(lone) => w.lone_branch(lone, &mut e.then_branch),
                None => walk_block(w, &mut e.then_branch),
            }
            w.scopes().release(mark);
            let end = w.phase();
            w.set_phase(start);
            if let Some((_, otherwise)) = &mut e.else_branch {
                walk_expr(w, otherwise, Usage::Read);
            }
            w.unite_phase(end);
        }
        Expr::While(e) => {
            let start = w.phase();
            walk_expr(w, &mut e.cond, Usage::Read);
            w.repeat(true);
            walk_block(w, &mut e.body);
            w.repeat(false);
            w.unite_phase(start);
        }
        Expr::ForLoop(e) => {
            w.head(&mut e.expr);
            w.repeat(true);
            w.scopes().declare_pattern(&e.pat, None);
            let start = w.phase();
            walk_block(w, &mut e.body);
            w.repeat(false);
            w.unite_phase(start);
        }
        Expr::Match(e) => walk_match(w, e),
        Expr::Closure(e) => walk_closure(w, e),
        _ => visit_mut::visit_expr_mut(&mut Children(w), expr),
    }
    w.scopes().release(mark);
}

fn walk_match<W: Walk>(w: &mut W, expr: &mut syn::ExprMatch) {
    w.head(&mut expr.expr);
    let start = w.phase();
    let mut ends = Vec::new();
    for arm in &mut expr.arms {
        w.set_phase(start);
        let mark = w.scopes().mark();
        w.scopes().declare_pattern(&arm.pat, None);
        if let syn::Pat::Guard(guarded) = &mut arm.pat {
            walk_expr(w, &mut guarded.guard, Usage::Read);
        }
        as_statement(&mut arm.body);
        walk_expr(w, &mut arm.body, Usage::Read);
        w.scopes().release(mark);
        ends.push(w.phase());
    }
    for end in ends {
        w.unite_phase(end);
    }
}

/// `_ => a[t] = 8,` is a statement as `_ => { a[t] = 8 }` is: shared variables are opened for it.
fn as_statement(body: &mut Expr) {
    let writes = match body {
        Expr::Assign(_) => true,
        Expr::Binary(e) => is_assign_op(&e.op),
        _ => false,
    };
    if writes {
        let span = Span::mixed_site().located_at(body.span());
        let block =
            syn::Block { brace_token: syn::token::Brace(span), stmts: vec![Stmt::Expr(body.clone(), None)] };
        *body = Expr::Block(syn::ExprBlock { attrs: Vec::new(), label: None, block });
    }
}

fn walk_closure<W: Walk>(w: &mut W, expr: &mut ExprClosure) {
    for input in &expr.inputs {
        w.scopes().declare_pattern(input, None);
    }
    walk_expr(w, &mut expr.body, Usage::Read);
}

/// The children of an expression that opens no scope, each a read.
struct Children<'a, W>(&'a mut W);

impl<W: Walk> VisitMut for Children<'_, W> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        walk_expr(self.0, expr, Usage::Read);
    }
    fn visit_block_mut(&mut self, block: &mut Block) {
        walk_block(self.0, block);
    }
    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    fn visit_type_mut(&mut self, _: &mut syn::Type) {}
    fn visit_path_mut(&mut self, _: &mut syn::Path) {}
}
