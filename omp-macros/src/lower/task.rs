//! Tasks. Siblings that one block creates and waits for nest like calls of `join`; tasks made in a loop go to a scope.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{
    Expr, Ident, Stmt,
    spanned::Spanned,
    visit::{self, Visit},
};

use super::{
    Lowerer, With,
    tokens::{self, body_stmts, has_barrier, mentions, site},
};
use crate::{
    report::Extent,
    sharing::{
        access::{Access, Accesses, Touch},
        collect::collect_region,
        place::PlaceKey,
        race::Race,
        scope::{VarId, bindings},
        walk::{Walk, walk_stmt},
    },
    syntax::{self, Clause, ClauseKind, Directive, Kind},
};

/// The scope that waits for the tasks created where we are.
pub(super) struct OpenScope {
    name: Ident,
    /// Variables declared from here on end before the scope waits.
    boundary: VarId,
    /// The loops in the scope around where we are: variables declared from there on are the iteration's own.
    loops: Vec<VarId>,
}

impl OpenScope {
    pub(super) fn repeat(&mut self, starts: bool, boundary: VarId) {
        if starts {
            self.loops.push(boundary);
        } else {
            self.loops.pop();
        }
    }
}

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
        let opened = if direct { self.open(&accesses, false) } else { super::opening::Opened::default() };
        let lets = opened.lets;
        out.extend({
            let lets: syn::Block = syn::parse_quote!({ #lets });
            lets.stmts
        });
        if segment.iter().all(|stmt| is_task(stmt) || !creates(stmt)) {
            let first = segment.iter().position(is_task).unwrap_or(0);
            let mut before = segment[..first].to_vec();
            for stmt in &mut before {
                walk_stmt(self, stmt);
            }
            out.extend(before);
            let (expr, names) = self.join(&segment[first..], later);
            out.push(bind(&expr, &names, later.is_empty() && has_value(segment)));
        } else {
            // What the tasks may refer to is declared before the scope that waits for them.
            let first = segment.iter().position(creates).unwrap_or(0);
            let mut before = segment[..first].to_vec();
            for stmt in &mut before {
                walk_stmt(self, stmt);
            }
            out.extend(before);
            let segment = &segment[first..];
            let names = escaping(segment, later);
            let mut body = segment.to_vec();
            let tokens = self.with_task_scope(|l| {
                for stmt in &mut body {
                    walk_stmt(l, stmt);
                }
                let values = (!names.is_empty()).then(|| quote!((#(#names,)*)));
                quote!(#(#body)* #values)
            });
            out.push(bind(&syn::parse_quote!({ #tokens }), &names, later.is_empty() && has_value(segment)));
        }
        self.direct = direct;
        self.substitutes.truncate(mark);
        let drops = opened.drops;
        if !later.is_empty() {
            out.extend({
                let drops: syn::Block = syn::parse_quote!({ #drops });
                drops.stmts
            });
        }
    }

    /// Runs `f` in a task scope: what it lowers may spawn.
    pub(super) fn with_task_scope(&mut self, f: impl FnOnce(&mut Self) -> TokenStream) -> TokenStream {
        let name = self.fresh("tasks");
        let scope = OpenScope { name: name.clone(), boundary: self.scopes.boundary(), loops: Vec::new() };
        let before = self.tasks.replace(scope);
        let body = f(self);
        self.tasks = before;
        quote!(::ferromp::__private::task_scope(|#name| { #body }))
    }

    /// A task, then what runs beside it up to the wait, further tasks among it. Returns the names that the
    /// expression's tuple gives values to.
    fn join(&mut self, stmts: &[Stmt], later: &[Stmt]) -> (Expr, Vec<Ident>) {
        let (task, rest) = stmts.split_first().expect("a group starts with a task");
        let (directive, body) = task_of(task);
        self.check_names(&directive);
        self.check_escapes(rest);
        let accesses = self.accesses(&directive.clauses, &body_stmts(&body));
        let beside = self.accesses(&[], rest);
        self.check_default(&directive, &accesses);
        let copies = self.check_task(&directive, &accesses, &beside);
        let condition = self.condition(&directive);
        let (setup, task) = self.task_closure(&directive, &body, &copies);
        let span = site(directive.span);
        if rest.is_empty() {
            // Waited for at once: nobody would be faster than this thread.
            let expr = syn::parse_quote_spanned! {span=> {
                #setup
                let _: bool = #condition;
                ::ferromp::__private::task_at_once(#task)
            }};
            return (expr, Vec::new());
        }
        let next = rest.iter().position(is_task);
        let mut plain = rest[..next.unwrap_or(rest.len())].to_vec();
        let mut names = escaping(&plain, later);
        for stmt in &mut plain {
            walk_stmt(self, stmt);
        }
        let inner = next.map(|next| self.join(&rest[next..], later));
        let value = later.is_empty() && has_value(rest);
        let bound = inner.map(|(expr, inner)| {
            let stmt = bind(&expr, &inner, value);
            names.extend(inner);
            stmt
        });
        let values = (!names.is_empty()).then(|| quote!((#(#names,)*)));
        let expr = syn::parse_quote_spanned! {span=> {
            #setup
            ::ferromp::__private::with_task(#condition, #task, || { #(#plain)* #bound #values })
        }};
        (expr, names)
    }

    fn condition(&mut self, directive: &Directive) -> TokenStream {
        let condition = directive.clauses.iter().find_map(|c| match &c.kind {
            ClauseKind::If(condition) => Some(condition.clone()),
            _ => None,
        });
        condition.map_or_else(
            || quote!(true),
            |condition| {
                let e = self.clause_expr(&condition);
                quote!(#e)
            },
        )
    }

    /// The task's closure, and the copies made for it when it is created.
    fn task_closure(
        &mut self,
        directive: &Directive,
        body: &Expr,
        copies: &[PlaceKey],
    ) -> (TokenStream, TokenStream) {
        let (mut setup, mut inside) = (TokenStream::new(), TokenStream::new());
        let mut renamed = Vec::new();
        for key in copies {
            let (copy, original) = (self.fresh("copy"), self.expr_of(key));
            setup.extend(quote!(let #copy = ::core::clone::Clone::clone(&#original);));
            renamed.push((key.clone(), copy));
        }
        let closure = self.inside(false, |l| {
            for (key, copy) in renamed {
                let name = l.scopes.var(key.var).name.clone();
                if key.fields.is_empty() {
                    l.scopes.declare(name.clone(), true, None);
                    inside.extend(quote!(#[allow(unused_mut)] let mut #name = #copy;));
                } else {
                    l.substitute(&key, With::Name(copy.clone()));
                }
            }
            let only_private: Vec<Clause> = directive
                .clauses
                .iter()
                .filter(|c| matches!(c.kind, ClauseKind::Private(_)))
                .cloned()
                .collect();
            let privates = l.privates(&Directive { clauses: only_private, ..directive.clone() });
            let (per_thread, per_body) = (privates.per_thread, privates.per_body);
            let mut stmts = body_stmts(body);
            l.stmts(&mut stmts);
            quote!(|| { #inside #per_thread #per_body #(#stmts)* })
        });
        (setup, closure)
    }

    /// A task that goes to the scope around it: created in a loop or under a condition.
    pub(super) fn task(&mut self, directive: &Directive, expr: &mut Expr) {
        self.check_names(directive);
        let Some(scope) = &self.tasks else { return };
        let (name, boundary) = (scope.name.clone(), scope.boundary);
        let accesses = self.accesses(&directive.clauses, &body_stmts(expr));
        self.check_default(directive, &accesses);
        let copies = self.check_task(directive, &accesses, &nothing(&self.scopes));
        self.check_repeated(&accesses);
        let condition = self.condition(directive);
        let mark = self.substitutes.len();
        let views = self.views(&accesses, boundary);
        let (setup, closure) = self.task_closure(directive, expr, &copies);
        self.substitutes.truncate(mark);
        let span = site(directive.span);
        *expr = syn::parse_quote_spanned!(span=> { #setup #views #name.spawn(#condition, move #closure); });
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

    /// The task's data sharing. Returns what the task gets a copy of: what `firstprivate` lists, and what the task
    /// only reads while the code beside it goes on to write it.
    fn check_task(&mut self, directive: &Directive, task: &Accesses, beside: &Accesses) -> Vec<PlaceKey> {
        let mut copies = self.listed(directive, |kind| matches!(kind, ClauseKind::Firstprivate(_)));
        let shared = self.listed(directive, |kind| matches!(kind, ClauseKind::Shared(_)));
        let mut told: Vec<PlaceKey> = Vec::new();
        for access in &task.list {
            if told.iter().any(|key| key.overlaps(&access.key)) || is_protected(access) {
                continue;
            }
            let stated = shared.iter().any(|key| key.overlaps(&access.key));
            let outside = self.regions.last().is_some_and(|region| access.key.var < region.boundary);
            let other = beside
                .list
                .iter()
                .find(|b| b.key.overlaps(&access.key) && !is_protected(b) && (writes(access) || writes(b)));
            let conflict = match other {
                Some(other) if writes(access) || stated || outside => Some(self.sibling_race(access, other)),
                Some(_) => {
                    copies.push(access.key.clone());
                    None
                }
                None if assigns(access) && !stated && !outside => Some(self.unstated(access)),
                None => None,
            };
            if let Some(race) = conflict {
                told.push(access.key.clone());
                self.race(race);
            }
        }
        copies.dedup();
        copies
    }

    /// A task that a loop creates meets itself: what it writes must be the iteration's own.
    fn check_repeated(&mut self, task: &Accesses) {
        let Some(own) = self.tasks.as_ref().and_then(|scope| scope.loops.last().copied()) else { return };
        let mut told: Vec<PlaceKey> = Vec::new();
        for access in task.list.iter().filter(|a| writes(a) && !is_protected(a) && a.key.var < own) {
            if told.iter().any(|key| key.overlaps(&access.key)) {
                continue;
            }
            told.push(access.key.clone());
            let text = access.key.text(&self.scopes);
            let help = if access.indices.is_empty() {
                "put the write in `#[omp(critical)]` or `#[omp(atomic)]`".to_owned()
            } else {
                format!("give each task an element: `for x in {text}.iter_mut()`")
            };
            self.race(Race {
                at: access.extent,
                message: format!("`{text}` is written by every task that the loop creates"),
                help,
                other: None,
            });
        }
    }

    fn listed(&self, directive: &Directive, kind: impl Fn(&ClauseKind) -> bool) -> Vec<PlaceKey> {
        let clauses = directive.clauses.iter().filter(|c| kind(&c.kind));
        clauses.flat_map(|c| c.kind.places()).filter_map(|place| self.key_of(place)).collect()
    }

    fn sibling_race(&self, access: &Access, other: &Access) -> Race {
        let text = access.key.text(&self.scopes);
        let verb = |a: &Access| if writes(a) { "written" } else { "read" };
        Race {
            at: access.extent,
            message: format!(
                "`{text}` is {} in a task and {} before the task is waited for",
                verb(access),
                verb(other)
            ),
            help: "write `omp!(taskwait);` between the two, or give each its own variable".to_owned(),
            other: Some((other.extent, format!("`{text}` is {} here", verb(other)))),
        }
    }

    fn unstated(&self, access: &Access) -> Race {
        let text = access.key.text(&self.scopes);
        Race {
            at: access.extent,
            message: format!(
                "`{text}` is the creating thread's own, and a task that writes it would write a copy"
            ),
            help: format!(
                "add `shared({text})` to the task if the value is wanted after the wait, `firstprivate({text})` if not"
            ),
            other: None,
        }
    }

    /// Code between a task and its wait is a closure: nothing may leave it.
    fn check_escapes(&mut self, stmts: &[Stmt]) {
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

fn task_of(stmt: &Stmt) -> (Directive, Expr) {
    let Stmt::Expr(expr, _) = stmt else { unreachable!("a task is an expression statement") };
    let mut expr = expr.clone();
    let directive = syntax::statement_attrs_mut(&mut expr).and_then(syntax::take_first);
    (directive.expect("checked by `is_task`"), expr)
}

fn nothing(scopes: &crate::sharing::scope::Scopes) -> Accesses {
    collect_region(scopes, &[], &[])
}

fn is_protected(access: &Access) -> bool {
    !access.context.guards.is_empty() || access.context.atomic
}

fn writes(access: &Access) -> bool {
    access.touch.writes()
}

/// Whether an access gives the variable itself a new value: not what it points to.
fn assigns(access: &Access) -> bool {
    matches!(access.touch, Touch::Write | Touch::Update(_))
        && access.indices.is_empty()
        && !access.through_reference
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
