//! `if omp_get_thread_num() == 0 { .. }`: what one thread executes, said without `masked`; and `if i == 0 { .. }` in a
//! loop over `i`: what one iteration executes.

use std::rc::Rc;

use quote::ToTokens as _;
use syn::visit::{self, Visit};
use syn::{BinOp, Block, Expr, ExprIf};

use super::{
    affine::{Affine, has_cast, literal, locals, pure},
    partition::Map,
    scope::{Scopes, VarId},
};
use crate::syntax::{self, Kind};

/// Who alone enters a branch.
pub(crate) enum Lone {
    /// The thread of that number, as `masked` calls it.
    Thread(String),
    Iteration(Rc<LoneIteration>),
}

/// `i == e`, where `e` does not change while the loop over `i` runs.
pub(crate) struct LoneIteration {
    /// `e`, and what its names mean: the loop variable has its value.
    text: String,
    names: Vec<VarId>,
    /// `i`
    pub(crate) index: Affine,
    /// The iteration owns the one element from `i - e` on.
    pub(crate) map: Map,
}

impl LoneIteration {
    /// The iteration that alone enters the branch, in a loop over `loop_var` whose own variables start at `boundary`.
    pub(crate) fn of(branch: &ExprIf, loop_var: VarId, boundary: VarId, scopes: &Scopes) -> Option<Self> {
        let is_index = |expr: &Expr| match expr {
            Expr::Path(path) => {
                path.path.get_ident().and_then(|name| scopes.lookup(name)).is_some_and(|id| id == loop_var)
            }
            _ => false,
        };
        let (index, value) = equal(&branch.cond, &is_index)?;
        let fixed = pure(value) && !has_cast(value) && steady(value, boundary, scopes);
        let distance = Affine::parse(&syn::parse_quote!(#index - (#value)), &[loop_var], scopes)?;
        Some(Self {
            text: text(value),
            names: locals(value, scopes),
            index: Affine::parse(index, &[loop_var], scopes)?,
            map: Map::of_one(&distance)?,
        })
        .filter(|_| fixed)
    }

    /// Whether an expression in the branch is the value that the loop variable has there.
    pub(crate) fn is_value(&self, expr: &Expr, scopes: &Scopes) -> bool {
        text(expr) == self.text && locals(expr, scopes) == self.names
    }

    /// Whether two branches are for the same iteration.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.text == other.text && self.names == other.names
    }
}

/// The sides of the comparison with the loop variable: itself first.
fn equal<'e>(cond: &'e Expr, is_index: &dyn Fn(&Expr) -> bool) -> Option<(&'e Expr, &'e Expr)> {
    let Expr::Binary(e) = bare(cond) else { return None };
    let (left, right) = (bare(&e.left), bare(&e.right));
    match e.op {
        BinOp::And(_) => equal(left, is_index).or_else(|| equal(right, is_index)),
        BinOp::Eq(_) if is_index(left) => Some((left, right)),
        BinOp::Eq(_) if is_index(right) => Some((right, left)),
        _ => None,
    }
}

/// Whether all that an expression names was bound before the loop, for good.
fn steady(expr: &Expr, boundary: VarId, scopes: &Scopes) -> bool {
    locals(expr, scopes).into_iter().all(|id| {
        let var = scopes.var(id);
        id < boundary && !var.mutable && !var.is_mut_ref
    })
}

fn text(expr: &Expr) -> String {
    bare(expr).to_token_stream().to_string()
}

/// Without parentheses. A cast stays: `i as u8 == 0` holds for many.
fn bare(expr: &Expr) -> &Expr {
    match expr {
        Expr::Paren(e) => bare(&e.expr),
        Expr::Group(e) => bare(&e.expr),
        _ => expr,
    }
}

/// The number that a condition compares with one that `is_number` knows, if the branch behind it is for that thread
/// alone: `tid == 0`, also among others that must hold.
pub(crate) fn lone_number(branch: &ExprIf, is_number: &dyn Fn(&Expr) -> bool) -> Option<i128> {
    let number = conjunct(&branch.cond, is_number)?;
    (!waits(&branch.then_branch)).then_some(number)
}

fn conjunct(cond: &Expr, is_number: &dyn Fn(&Expr) -> bool) -> Option<i128> {
    match bare(cond) {
        Expr::Binary(e) if matches!(e.op, BinOp::And(_)) => {
            conjunct(&e.left, is_number).or_else(|| conjunct(&e.right, is_number))
        }
        Expr::Binary(e) if matches!(e.op, BinOp::Eq(_)) => {
            if is_number(bare(&e.left)) {
                literal(&e.right)
            } else if is_number(bare(&e.right)) {
                literal(&e.left)
            } else {
                None
            }
        }
        _ => None,
    }
}

/// Whether something in a block is for all threads of the team: the condition is no `masked` then.
fn waits(block: &Block) -> bool {
    struct Waits(bool);
    fn for_all(kind: &Kind) -> bool {
        matches!(kind, Kind::For | Kind::Single | Kind::Barrier | Kind::Loop)
    }
    impl<'ast> Visit<'ast> for Waits {
        fn visit_attribute(&mut self, attr: &'ast syn::Attribute) {
            let directives = syntax::directives(std::slice::from_ref(attr)).unwrap_or_default();
            self.0 |= directives.iter().any(|directive| for_all(&directive.kind));
        }
        fn visit_stmt(&mut self, stmt: &'ast syn::Stmt) {
            self.0 |= syntax::standalone(stmt).is_some_and(|directive| for_all(&directive.kind));
            visit::visit_stmt(self, stmt);
        }
        fn visit_item(&mut self, _: &'ast syn::Item) {}
    }
    let mut found = Waits(false);
    found.visit_block(block);
    found.0
}
