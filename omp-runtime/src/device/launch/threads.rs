//! Whether a region of shape `Block` has teams of more than one thread.

use crate::device::ir::{Arm, Block, Construct, Expr, Over, Stmt};

/// Whether some construct in the block forks.
pub(super) fn in_block(block: &Block) -> bool {
    block.stmts.iter().any(in_stmt) || block.value.as_ref().is_some_and(in_expr)
}

fn in_stmt(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Expr(expr) | Stmt::Let(_, Some(expr)) | Stmt::Assign(_, expr) => in_expr(expr),
        Stmt::For { body, .. } | Stmt::While { body, .. } | Stmt::Loop { body, .. } => in_block(body),
        Stmt::Construct(construct) => in_construct(construct),
        _ => false,
    }
}

fn in_construct(construct: &Construct) -> bool {
    match construct {
        Construct::Loop { over: Over::Teams, body, .. }
        | Construct::Masked { body, .. }
        | Construct::Single { body, .. } => in_block(body),
        Construct::Parallel { .. } | Construct::Loop { .. } => true,
        Construct::Barrier => false,
    }
}

/// A construct is a statement: only expressions that have blocks can have one in them.
fn in_expr(expr: &Expr) -> bool {
    match expr {
        Expr::If(_, then, otherwise, _) => in_block(then) || otherwise.is_some_and(in_block),
        Expr::Match(_, arms, _) => arms.iter().any(|arm: &Arm| in_block(&arm.body)),
        Expr::Block(block, _) => in_block(block),
        _ => false,
    }
}
