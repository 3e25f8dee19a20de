//! What all work-items of a team take part in.

use super::{Node, each_in_block, each_in_expr, each_in_stmt};
use crate::device::{
    codegen::body::Mode,
    ir::{Block, Construct, Expr, Over, Stmt},
};

/// Whether a block makes teams of more than one thread.
pub(in crate::device::codegen) fn starts_any(block: &'static Block) -> bool {
    let mut found = false;
    each_in_block(block, &mut |node| found |= starts_threads(node));
    found
}

/// Whether threads may go on in a block while others are still in a loop that they share.
pub(in crate::device::codegen) fn leaves_unawaited(block: &'static Block) -> bool {
    let mut found = false;
    each_in_block(block, &mut |node| {
        let unawaited = matches!(
            node,
            Node::Stmt(Stmt::Construct(Construct::Loop { over: Over::Threads, nowait: true, .. }))
        );
        found |= unawaited;
    });
    found
}

fn starts_threads(node: Node) -> bool {
    matches!(
        node,
        Node::Stmt(Stmt::Construct(
            Construct::Parallel { .. } | Construct::Loop { over: Over::Parallel | Over::TeamsParallel, .. }
        ))
    )
}

/// Whether a statement has a barrier in it, or what ends with one.
pub(in crate::device::codegen) fn is_collective(stmt: &'static Stmt, mode: Mode) -> bool {
    let mut found = false;
    each_in_stmt(stmt, &mut |node| found |= is_collective_node(node, mode));
    found
}

pub(in crate::device::codegen) fn is_collective_expr(expr: &'static Expr, mode: Mode) -> bool {
    let mut found = false;
    each_in_expr(expr, &mut |node| found |= is_collective_node(node, mode));
    found
}

/// Whether threads of a team share work in a statement.
pub(in crate::device::codegen) fn shares_any(stmt: &'static Stmt) -> bool {
    let mut found = false;
    each_in_stmt(stmt, &mut |node| found |= shares(node));
    found
}

pub(in crate::device::codegen) fn shares_any_expr(expr: &'static Expr) -> bool {
    let mut found = false;
    each_in_expr(expr, &mut |node| found |= shares(node));
    found
}

fn shares(node: Node) -> bool {
    let Node::Stmt(Stmt::Construct(construct)) = node else { return false };
    matches!(construct, Construct::Single { .. } | Construct::Loop { over: Over::Threads, .. })
}

fn is_collective_node(node: Node, mode: Mode) -> bool {
    let Node::Stmt(Stmt::Construct(construct)) = node else { return false };
    match mode {
        Mode::Serial => false,
        Mode::Team => starts_threads(node),
        Mode::Parallel => match construct {
            Construct::Barrier | Construct::Single { nowait: false, .. } => true,
            Construct::Loop { over: Over::Threads, nowait, reductions, .. } => {
                !nowait || !reductions.is_empty()
            }
            _ => false,
        },
    }
}

/// Whether a statement leaves a loop around it.
pub(in crate::device::codegen) fn jumps_out(stmt: &'static Stmt) -> bool {
    fn in_block(block: &'static Block, inside: &mut Vec<Option<&'static str>>) -> bool {
        let in_value = |value: &'static Expr, inside: &mut Vec<_>| in_expr(value, inside);
        block.stmts.iter().any(|stmt| in_stmt(stmt, inside))
            || block.value.as_ref().is_some_and(|value| in_value(value, inside))
    }
    fn in_expr(expr: &'static Expr, inside: &mut Vec<Option<&'static str>>) -> bool {
        match expr {
            Expr::If(_, then, otherwise, _) => {
                in_block(then, inside) || otherwise.is_some_and(|block| in_block(block, inside))
            }
            Expr::Match(_, arms, _) => arms.iter().any(|arm| in_block(&arm.body, inside)),
            Expr::Block(block, _) => in_block(block, inside),
            _ => false,
        }
    }
    fn in_stmt(stmt: &'static Stmt, inside: &mut Vec<Option<&'static str>>) -> bool {
        match stmt {
            Stmt::Break(None) | Stmt::Continue(None) => inside.is_empty(),
            Stmt::Break(label) | Stmt::Continue(label) => !inside.contains(label),
            Stmt::Let(_, Some(expr)) | Stmt::Expr(expr) => in_expr(expr, inside),
            Stmt::For { body, label, .. } | Stmt::While { body, label, .. } | Stmt::Loop { body, label } => {
                inside.push(*label);
                let found = in_block(body, inside);
                inside.pop();
                found
            }
            _ => false,
        }
    }
    in_stmt(stmt, &mut Vec::new())
}
