//! The loops a directive binds to: one, or as many as `collapse` says.

use syn::{Block, Expr, Label, Pat, Stmt};

use crate::syntax::sole_loop_mut;

/// One loop of the nest.
#[derive(Clone)]
pub(crate) struct Level {
    pub(crate) label: Option<Label>,
    pub(crate) pat: Pat,
    pub(crate) range: Expr,
    /// Statements between this loop's head and the next loop (OpenMP 5.2, 4.4.1: intervening code).
    pub(crate) before: Vec<Stmt>,
    pub(crate) after: Vec<Stmt>,
}

/// A loop nest, outermost level first.
#[derive(Clone)]
pub(crate) struct Nest {
    pub(crate) levels: Vec<Level>,
    pub(crate) body: Block,
}

impl Nest {
    /// The nest of `depth` loops at `expr`; `check` has made sure that it is there.
    pub(crate) fn parse(expr: &Expr, depth: usize) -> Option<Self> {
        let mut expr = expr.clone();
        let expr = sole_loop_mut(&mut expr)?;
        let level = Level {
            label: expr.label.clone(),
            pat: (*expr.pat).clone(),
            range: (*expr.expr).clone(),
            before: Vec::new(),
            after: Vec::new(),
        };
        if depth <= 1 {
            return Some(Self { levels: vec![level], body: expr.body.clone() });
        }
        let at = expr.body.stmts.iter().position(|stmt| matches!(stmt, Stmt::Expr(Expr::ForLoop(_), _)))?;
        let Stmt::Expr(inner, _) = &expr.body.stmts[at] else { return None };
        let mut nest = Self::parse(inner, depth - 1)?;
        let (before, after) = (expr.body.stmts[..at].to_vec(), expr.body.stmts[at + 1..].to_vec());
        nest.levels.insert(0, Level { before, after, ..level });
        Some(nest)
    }

    /// The loop variables that run over an integer range, by level: the others are no index.
    pub(crate) fn index_names(&self) -> Vec<Option<&syn::Ident>> {
        self.levels.iter().map(|level| index_name(&level.pat, &level.range)).collect()
    }
}

/// The name that counts the iterations: the variable of a range loop, the first of `enumerate()`'s pair.
fn index_name<'a>(pat: &'a Pat, range: &Expr) -> Option<&'a syn::Ident> {
    match pat {
        Pat::Ident(p) if is_range(range) && p.mutability.is_none() && p.by_ref.is_none() => Some(&p.ident),
        Pat::Type(p) => index_name(&p.pat, range),
        Pat::Tuple(p) => match (p.elems.first(), range) {
            (Some(Pat::Ident(first)), Expr::MethodCall(call))
                if call.method == "enumerate" && first.mutability.is_none() =>
            {
                Some(&first.ident)
            }
            _ => None,
        },
        _ => None,
    }
}

/// A canonical loop's range: `a..b`, `a..=b`, with `rev()` and `step_by(k)`.
pub(crate) fn is_range(expr: &Expr) -> bool {
    match expr {
        Expr::Range(range) => range.start.is_some() && range.end.is_some(),
        Expr::Paren(e) => is_range(&e.expr),
        Expr::Group(e) => is_range(&e.expr),
        Expr::MethodCall(call) => {
            (call.method == "rev" || call.method == "step_by") && is_range(&call.receiver)
        }
        _ => false,
    }
}
