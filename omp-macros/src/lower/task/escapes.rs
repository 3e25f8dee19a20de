//! What leaves the code between a task and its wait.

use syn::{
    Expr, Stmt,
    visit::{self, Visit},
};

use crate::{lower::Lowerer, report::Extent, sharing::race::Race};

impl Lowerer<'_> {
    /// Code between a task and its wait is a closure: nothing may leave it.
    pub(super) fn check_escapes(&mut self, stmts: &[Stmt]) {
        struct Escapes(Vec<(Extent, &'static str)>, usize);
        impl<'ast> Visit<'ast> for Escapes {
            fn visit_expr(&mut self, expr: &'ast Expr) {
                let inner = usize::from(matches!(expr, Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_)));
                match expr {
                    Expr::Return(_) => self.0.push((Extent::of(expr), "return")),
                    Expr::Try(_) => self.0.push((Extent::of(expr), "?")),
                    Expr::Await(_) => self.0.push((Extent::of(expr), ".await")),
                    Expr::Break(e) if self.1 == 0 && e.label.is_none() => {
                        self.0.push((Extent::of(expr), "break"));
                    }
                    Expr::Continue(e) if self.1 == 0 && e.label.is_none() => {
                        self.0.push((Extent::of(expr), "continue"));
                    }
                    _ => {}
                }
                self.1 += inner;
                visit::visit_expr(self, expr);
                self.1 -= inner;
            }
            fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
            fn visit_expr_async(&mut self, _: &'ast syn::ExprAsync) {}
            fn visit_item(&mut self, _: &'ast syn::Item) {}
        }
        let mut escapes = Escapes(Vec::new(), 0);
        for stmt in stmts {
            escapes.visit_stmt(stmt);
        }
        for (at, what) in escapes.0 {
            let message = format!("`{what}` leaves the code before the task is waited for");
            self.race(Race {
                at,
                message,
                help: "write `omp!(taskwait);` before it".to_owned(),
                other: None,
            });
        }
    }
}
