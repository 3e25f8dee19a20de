//! `if omp_get_thread_num() == 0 { .. }`: what one thread executes, said without `masked`.

use syn::visit::{self, Visit};
use syn::{BinOp, Block, Expr, ExprIf};

use super::affine::{literal, strip};
use crate::syntax::{self, Kind};

/// The number that a condition compares with one that `is_number` knows, if the branch behind it is for that thread
/// alone: `tid == 0`, also among others that must hold.
pub(crate) fn lone_number(branch: &ExprIf, is_number: &dyn Fn(&Expr) -> bool) -> Option<i128> {
    let number = conjunct(&branch.cond, is_number)?;
    (!waits(&branch.then_branch)).then_some(number)
}

fn conjunct(cond: &Expr, is_number: &dyn Fn(&Expr) -> bool) -> Option<i128> {
    match strip(cond) {
        Expr::Binary(e) if matches!(e.op, BinOp::And(_)) => {
            conjunct(&e.left, is_number).or_else(|| conjunct(&e.right, is_number))
        }
        Expr::Binary(e) if matches!(e.op, BinOp::Eq(_)) => {
            if is_number(strip(&e.left)) {
                literal(&e.right)
            } else if is_number(strip(&e.right)) {
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
