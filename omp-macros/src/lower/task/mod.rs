//! Tasks. Siblings that one block creates and waits for nest like calls of `join`; tasks made in a loop go to a scope.

mod closure;
mod data;
mod escapes;
mod join;
mod scope;

use syn::{
    Expr, Ident, Stmt,
    visit::{self, Visit},
};

pub(in crate::lower) use scope::OpenScope;

use super::{
    Lowerer,
    opening::Opened,
    tokens::{self, has_barrier, mentions},
};
use crate::{
    sharing::{scope::bindings, walk::walk_stmt},
    syntax::{self, Kind},
};

/// Whether statements create tasks that are waited for no further in.
pub(super) fn any(stmts: &[Stmt]) -> bool {
    stmts.iter().any(creates)
}

fn creates(stmt: &Stmt) -> bool {
    struct Creates(bool);
    impl<'ast> Visit<'ast> for Creates {
        fn visit_expr(&mut self, expr: &'ast Expr) {
            let attrs = syntax::expr_attrs(expr).map(Vec::as_slice).unwrap_or_default();
            match syntax::directives(attrs).unwrap_or_default().first() {
                Some(directive) if matches!(directive.kind, Kind::Task) => self.0 = true,
                // A construct of its own waits for its own.
                Some(directive) if !directive.kind.stands_alone() => {}
                _ => visit::visit_expr(self, expr),
            }
        }
        fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
        fn visit_item(&mut self, _: &'ast syn::Item) {}
    }
    let mut found = Creates(false);
    found.visit_stmt(stmt);
    found.0
}

fn is_task(stmt: &Stmt) -> bool {
    tokens::peek(stmt).is_some_and(|d| matches!(d.kind, Kind::Task))
}

impl Lowerer<'_> {
    /// A statement list that creates tasks: cut at what waits for them.
    pub(super) fn stmts_with_tasks(&mut self, stmts: &mut Vec<Stmt>) {
        let list = std::mem::take(stmts);
        let mut start = 0;
        while start < list.len() {
            let end = (start..list.len()).find(|&i| self.cuts(&list[i])).unwrap_or(list.len());
            let segment = &list[start..end];
            let waited = end < list.len() || self.tasks.is_none();
            if !any(segment) {
                self.plain(segment.to_vec(), stmts);
            } else if waited {
                self.group(segment, &list[end..], stmts);
            } else {
                self.plain(segment.to_vec(), stmts);
            }
            if let Some(cut) = list.get(end) {
                self.cut(cut.clone(), stmts);
            }
            start = end + 1;
        }
    }

    /// Whether a statement waits for the tasks before it.
    fn cuts(&self, stmt: &Stmt) -> bool {
        let taskwait = tokens::peek(stmt).is_some_and(|d| matches!(d.kind, Kind::Taskwait));
        taskwait || (self.direct && has_barrier(stmt))
    }

    fn cut(&mut self, stmt: Stmt, out: &mut Vec<Stmt>) {
        let standalone = syntax::standalone(&stmt).is_some_and(|d| matches!(d.kind, Kind::Taskwait));
        if !standalone {
            self.plain(vec![stmt], out);
        }
    }

    fn plain(&mut self, mut stmts: Vec<Stmt>, out: &mut Vec<Stmt>) {
        if self.direct {
            out.extend(self.region_stmts(stmts, false));
        } else {
            for stmt in &mut stmts {
                walk_stmt(self, stmt);
            }
            out.extend(stmts);
        }
    }

    /// Statements whose tasks are waited for at their end.
    fn group(&mut self, segment: &[Stmt], later: &[Stmt], out: &mut Vec<Stmt>) {
        let accesses = self.accesses(&[], segment);
        let mark = self.substitutes.len();
        let direct = std::mem::replace(&mut self.direct, false);
        let opened = if direct { self.open(&accesses, false) } else { Opened::default() };
        out.extend(tokens::stmts(&opened.lets));
        // What the tasks may refer to is declared before what waits for them.
        let first = segment.iter().position(creates).unwrap_or(0);
        let (before, segment) = segment.split_at(first);
        for mut stmt in before.iter().cloned() {
            walk_stmt(self, &mut stmt);
            out.push(stmt);
        }
        out.push(self.waited(segment, later));
        self.direct = direct;
        self.substitutes.truncate(mark);
        if !later.is_empty() {
            out.extend(tokens::stmts(&opened.drops));
        }
    }

    /// What creates tasks, from the first statement that does on, and waits for them.
    fn waited(&mut self, segment: &[Stmt], later: &[Stmt]) -> Stmt {
        let (expr, names) = match segment {
            [stmt] if branches(stmt) => return self.branches(stmt.clone()),
            _ if segment.iter().all(|stmt| is_task(stmt) || !creates(stmt)) => self.join(segment, later),
            _ => self.task_scope(segment, later),
        };
        bind(&expr, &names, later.is_empty() && has_value(segment))
    }

    /// Each branch waits for its own tasks: nothing comes between its end and the wait.
    fn branches(&mut self, mut stmt: Stmt) -> Stmt {
        let outer = self.tasks.take();
        walk_stmt(self, &mut stmt);
        self.tasks = outer;
        stmt
    }
}

fn branches(stmt: &Stmt) -> bool {
    matches!(stmt, Stmt::Expr(Expr::If(_) | Expr::Match(_) | Expr::Block(_), _)) && !is_task(stmt)
}

/// The names bound by `let` statements that later statements use.
fn escaping(stmts: &[Stmt], later: &[Stmt]) -> Vec<Ident> {
    let lets = stmts.iter().filter_map(|stmt| if let Stmt::Local(local) = stmt { Some(local) } else { None });
    let names = lets.flat_map(|local| bindings(&local.pat)).map(|(name, _)| name);
    names.filter(|name| mentions(later, name)).collect()
}

/// Whether a statement list ends in an expression that is its value.
fn has_value(stmts: &[Stmt]) -> bool {
    matches!(stmts.last(), Some(Stmt::Expr(expr, None)) if !is_task(&Stmt::Expr(expr.clone(), None)))
}

fn bind(expr: &Expr, names: &[Ident], value: bool) -> Stmt {
    if value {
        Stmt::Expr(expr.clone(), None)
    } else if names.is_empty() {
        syn::parse_quote!(#expr;)
    } else {
        syn::parse_quote!(#[allow(unused_mut)] let (#(mut #names,)*) = #expr;)
    }
}
