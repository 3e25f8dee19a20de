//! The statement forms that `atomic` allows (OpenMP 5.2, 15.8.4), as far as a place and what happens to it.

use quote::ToTokens;
use syn::{BinOp, Expr, Pat, Stmt};

use super::walk::is_assign_op;
use crate::syntax::AtomicKind;

/// What an update makes of the place's old value.
pub(crate) enum Change {
    /// `x op= e`
    Assign(BinOp, Expr),
    /// `x = x op e` (`left`) or `x = e op x`
    Binary { op: BinOp, operand: Expr, left: bool },
    /// `x = x.max(e)`
    Method { name: syn::Ident, operand: Expr },
}

/// An `atomic` construct's body.
pub(crate) enum Body {
    /// `v = x;`, or a block whose value is `x`.
    Read { into: Option<Expr>, place: Expr },
    /// `x = e;`
    Write { place: Expr, value: Expr },
    Update { place: Expr, change: Change },
    /// A block with one update; the statements around it see the value before or after.
    Capture { stmts: Vec<Stmt>, at: usize, place: Expr, change: Change },
}

impl Body {
    pub(crate) fn parse(kind: AtomicKind, expr: &Expr) -> Option<Self> {
        if kind == AtomicKind::Capture {
            return Self::capture(expr);
        }
        match (kind, sole(expr)) {
            (AtomicKind::Read, Expr::Assign(e)) => {
                Some(Self::Read { into: Some((*e.left).clone()), place: (*e.right).clone() })
            }
            (AtomicKind::Read, place) => Some(Self::Read { into: None, place: place.clone() }),
            (AtomicKind::Write, Expr::Assign(e)) => {
                Some(Self::Write { place: (*e.left).clone(), value: (*e.right).clone() })
            }
            (AtomicKind::Update, update) => {
                let (place, change) = change(update)?;
                Some(Self::Update { place, change })
            }
            _ => None,
        }
    }

    fn capture(expr: &Expr) -> Option<Self> {
        // `v = x += 1` is no Rust; `{ v = x; x += 1; }` and `{ let v = x; x += 1; v }` are.
        let Expr::Block(block) = expr else { return None };
        let stmts = block.block.stmts.clone();
        let (at, (place, change)) = stmts.iter().enumerate().find_map(|(at, stmt)| match stmt {
            Stmt::Expr(expr, _) => Some((at, change(expr)?)),
            _ => None,
        })?;
        let text = place.to_token_stream().to_string();
        let captures = |stmt: &Stmt| match stmt {
            Stmt::Expr(Expr::Assign(e), _) => e.right.to_token_stream().to_string() == text,
            Stmt::Local(local) => {
                matches!(local.pat, Pat::Ident(_) | Pat::Type(_))
                    && local.init.as_ref().is_some_and(|init| init.expr.to_token_stream().to_string() == text)
            }
            Stmt::Expr(Expr::Path(_) | Expr::Index(_) | Expr::Field(_) | Expr::Unary(_), None) => true,
            _ => false,
        };
        let others = stmts.iter().enumerate().filter(|(i, _)| *i != at);
        others.clone().all(|(_, stmt)| captures(stmt)).then_some(())?;
        (others.count() > 0).then_some(Self::Capture { stmts, at, place, change })
    }

    pub(crate) fn place(&self) -> &Expr {
        match self {
            Self::Read { place, .. }
            | Self::Write { place, .. }
            | Self::Update { place, .. }
            | Self::Capture { place, .. } => place,
        }
    }
}

/// The expression itself, or the only one of a block.
fn sole(expr: &Expr) -> &Expr {
    match expr {
        Expr::Block(block) => match block.block.stmts.as_slice() {
            [Stmt::Expr(inner, _)] => sole(inner),
            _ => expr,
        },
        _ => expr,
    }
}

fn change(expr: &Expr) -> Option<(Expr, Change)> {
    match expr {
        Expr::Binary(e) if is_assign_op(&e.op) => {
            Some(((*e.left).clone(), Change::Assign(e.op, (*e.right).clone())))
        }
        Expr::Assign(e) => Some(((*e.left).clone(), operation(&e.left, &e.right)?)),
        _ => None,
    }
}

/// `value` as an operation on `place`.
fn operation(place: &Expr, value: &Expr) -> Option<Change> {
    let is_place = |e: &Expr| e.to_token_stream().to_string() == place.to_token_stream().to_string();
    match value {
        Expr::Paren(e) => operation(place, &e.expr),
        Expr::Binary(e) if is_place(&e.left) => {
            Some(Change::Binary { op: e.op, operand: (*e.right).clone(), left: true })
        }
        Expr::Binary(e) if is_place(&e.right) => {
            Some(Change::Binary { op: e.op, operand: (*e.left).clone(), left: false })
        }
        Expr::MethodCall(e) if is_place(&e.receiver) && e.args.len() == 1 => {
            Some(Change::Method { name: e.method.clone(), operand: e.args[0].clone() })
        }
        _ => None,
    }
}
