//! Tasks that go to the scope around them.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Expr, Ident, Stmt, spanned::Spanned};

use super::{closure::Task, data::nothing, escaping};
use crate::{
    lower::{
        Lowerer, With,
        tokens::{body_stmts, site},
    },
    sharing::{access::Accesses, place::PlaceKey, scope::VarId, walk::walk_stmt},
    syntax::Directive,
};

/// The scope that waits for the tasks created where we are.
pub(in crate::lower) struct OpenScope {
    name: Ident,
    /// Variables declared from here on end before the scope waits.
    boundary: VarId,
    /// The loops in the scope around where we are: variables declared from there on are the iteration's own.
    pub(super) loops: Vec<VarId>,
}

impl OpenScope {
    pub(in crate::lower) fn repeat(&mut self, starts: bool, boundary: VarId) {
        if starts {
            self.loops.push(boundary);
        } else {
            self.loops.pop();
        }
    }
}

impl Lowerer<'_> {
    /// Statements that create tasks in loops or under conditions, in a scope of theirs. Returns the names that the
    /// expression's tuple gives values to.
    pub(super) fn task_scope(&mut self, segment: &[Stmt], later: &[Stmt]) -> (Expr, Vec<Ident>) {
        let names = escaping(segment, later);
        let mut body = segment.to_vec();
        let tokens = self.with_task_scope(|l| {
            for stmt in &mut body {
                walk_stmt(l, stmt);
            }
            let values = (!names.is_empty()).then(|| quote!((#(#names,)*)));
            quote!(#(#body)* #values)
        });
        (syn::parse_quote!({ #tokens }), names)
    }

    /// Runs `f` in a task scope: what it lowers may spawn.
    pub(in crate::lower) fn with_task_scope(
        &mut self,
        f: impl FnOnce(&mut Self) -> TokenStream,
    ) -> TokenStream {
        let name = self.fresh("tasks");
        let scope = OpenScope { name: name.clone(), boundary: self.scopes.boundary(), loops: Vec::new() };
        let before = self.tasks.replace(scope);
        let body = f(self);
        self.tasks = before;
        quote!(::ferromp::__private::task_scope(|#name| { #body }))
    }

    /// A task that goes to the scope around it: created in a loop or under a condition.
    pub(in crate::lower) fn task(&mut self, directive: &Directive, expr: &mut Expr) {
        let Some(scope) = &self.tasks else {
            *expr = self.at_once(directive, expr);
            return;
        };
        let (name, boundary) = (scope.name.clone(), scope.boundary);
        self.check_names(directive);
        let accesses = self.accesses(&directive.clauses, &body_stmts(expr));
        self.check_default(directive, &accesses);
        let copies = self.check_task(directive, &accesses, &nothing(&self.scopes));
        self.check_repeated(&accesses);
        let terms = self.terms(directive);
        let mark = self.substitutes.len();
        let views = self.views(&accesses, boundary);
        let Task { setup, deferred, closure } = self.task_closure(directive, expr, &copies, terms);
        self.substitutes.truncate(mark);
        let span = site(directive.span);
        *expr = syn::parse_quote_spanned!(span=> { #setup #views #name.spawn(#deferred, move #closure); });
    }

    /// References to what outlives the scope, for the closure to take along; the rest it takes by value.
    fn views(&mut self, accesses: &Accesses, boundary: VarId) -> TokenStream {
        let mut keys: Vec<PlaceKey> = Vec::new();
        for access in &accesses.list {
            if !keys.iter().any(|key| key.overlaps(&access.key)) {
                keys.push(access.key.clone());
            }
        }
        let mut views = TokenStream::new();
        for key in keys {
            let by_handle = matches!(
                self.substitute_of(key.var, &key.fields),
                Some((With::Guarded { .. } | With::Atomic(_), _))
            );
            if key.var >= boundary || by_handle {
                continue;
            }
            let writes = accesses.list.iter().any(|a| a.key.overlaps(&key) && a.touch.writes());
            let (view, original) = (self.fresh("view"), self.expr_of(&key));
            let span = site(original.span());
            views.extend(if writes {
                quote_spanned!(span=> let #view = &mut #original;)
            } else {
                quote_spanned!(span=> let #view = &#original;)
            });
            let referent =
                matches!(self.substitute_of(key.var, &key.fields), Some((With::Referent { .. }, _)));
            let with =
                if referent { With::Referent { name: view, mutable: writes } } else { With::Deref(view) };
            self.substitute(&key, with);
        }
        views
    }
}
