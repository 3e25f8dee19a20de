//! `nowait` and `depend` on target constructs: the stretch of statements that lends variables to them, and waits.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, quote, quote_spanned};
use syn::{
    Expr, Stmt,
    visit::{self, Visit},
};

use super::super::{
    Lowerer, With,
    clauses::borrow_mut,
    opening::Opened,
    task,
    tokens::{self, here, mentions},
};
use crate::{
    error,
    report::{Errors, Extent},
    sharing::{
        place::{Place, PlaceKey},
        scope::VarId,
        walk::{Usage, walk_stmt},
    },
    syntax::{self, ClauseKind, DependKind, Directive, Kind, Section},
};

/// Statements up to a `taskwait`, in which constructs are deferred.
pub(in super::super) struct Stretch {
    /// The variable that waits.
    deferred: Ident,
    /// What its constructs use. Complete when a trial has lowered the statements.
    wanted: Vec<Wanted>,
    trial: bool,
    /// Whether the construct at hand is deferred.
    asynchronous: Option<Span>,
    /// Variables whose use by the host has been reported.
    told: Vec<PlaceKey>,
}

/// A variable that deferred constructs use.
#[derive(Clone)]
struct Wanted {
    key: PlaceKey,
    array: bool,
    exclusive: bool,
    /// A construct that uses it.
    by: Span,
}

/// A variable that is lent to the stretch.
#[derive(Clone)]
pub(in super::super) struct Lent {
    handle: Ident,
    /// Has the array's length.
    extent: Ident,
    exclusive: bool,
    by: Span,
}

/// Whether a statement has a construct with `nowait` that is waited for no further in.
fn defers(stmt: &Stmt) -> bool {
    struct Defers(bool);
    impl<'ast> Visit<'ast> for Defers {
        fn visit_stmt(&mut self, stmt: &'ast Stmt) {
            self.0 |= syntax::standalone(stmt).is_some_and(|directive| nowait(&directive));
            visit::visit_stmt(self, stmt);
        }
        fn visit_expr(&mut self, expr: &'ast Expr) {
            let attrs = syntax::expr_attrs(expr).map(Vec::as_slice).unwrap_or_default();
            match syntax::directives(attrs).unwrap_or_default().first() {
                Some(directive) if nowait(directive) => self.0 = true,
                // A construct of its own waits for its own.
                Some(directive) if !directive.kind.stands_alone() => {}
                _ => visit::visit_expr(self, expr),
            }
        }
        fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}
        fn visit_expr_async(&mut self, _: &'ast syn::ExprAsync) {}
        fn visit_item(&mut self, _: &'ast syn::Item) {}
    }
    let mut found = Defers(false);
    found.visit_stmt(stmt);
    found.0
}

/// A future can be forgotten while a device works on the variables in it: no `nowait` there.
pub(in super::super) fn check_futures(sig: &syn::Signature, block: &syn::Block, errors: &mut Errors) {
    struct Futures<'e> {
        inside: bool,
        errors: &'e mut Errors,
    }
    impl Futures<'_> {
        fn found(&mut self, directive: &Directive) {
            if self.inside && nowait(directive) {
                self.errors.push(error::NOWAIT_IN_FUTURE.at(directive.span, &[]));
            }
        }
        fn within(&mut self, inside: bool, f: impl FnOnce(&mut Self)) {
            let before = std::mem::replace(&mut self.inside, inside);
            f(self);
            self.inside = before;
        }
    }
    impl<'ast> Visit<'ast> for Futures<'_> {
        fn visit_stmt(&mut self, stmt: &'ast Stmt) {
            if let Some(directive) = syntax::standalone(stmt) {
                self.found(&directive);
            }
            visit::visit_stmt(self, stmt);
        }
        fn visit_expr(&mut self, expr: &'ast Expr) {
            let attrs = syntax::expr_attrs(expr).map(Vec::as_slice).unwrap_or_default();
            syntax::directives(attrs).unwrap_or_default().iter().for_each(|directive| self.found(directive));
            visit::visit_expr(self, expr);
        }
        fn visit_expr_async(&mut self, expr: &'ast syn::ExprAsync) {
            self.within(true, |futures| visit::visit_expr_async(futures, expr));
        }
        fn visit_expr_closure(&mut self, expr: &'ast syn::ExprClosure) {
            self.within(expr.asyncness.is_some(), |futures| visit::visit_expr_closure(futures, expr));
        }
        fn visit_item(&mut self, _: &'ast syn::Item) {}
    }
    Futures { inside: sig.asyncness.is_some(), errors }.visit_block(block);
}

fn nowait(directive: &Directive) -> bool {
    let on_device = matches!(
        directive.kind,
        Kind::Target(_) | Kind::TargetEnterData | Kind::TargetExitData | Kind::TargetUpdate
    );
    on_device && directive.clauses.iter().any(|clause| matches!(clause.kind, ClauseKind::Nowait))
}

fn is_taskwait(stmt: &Stmt) -> bool {
    tokens::peek(stmt).is_some_and(|directive| matches!(directive.kind, Kind::Taskwait))
}

/// Whether the last statement of a list is one that has no value, though it has no semicolon either.
fn is_statement(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Expr(expr, None) => {
            tokens::peek(stmt).is_some() || matches!(expr, Expr::ForLoop(_) | Expr::While(_))
        }
        _ => true,
    }
}

impl Lowerer<'_> {
    /// Lowers a statement list with deferred constructs. `false`: it has none.
    pub(in super::super) fn stmts_with_nowait(&mut self, stmts: &mut Vec<Stmt>) -> bool {
        if !stmts.iter().any(defers) {
            return false;
        }
        if self.stretch.is_some() {
            let mark = self.substitutes.len();
            self.within_stretch(stmts);
            self.substitutes.truncate(mark);
            return true;
        }
        let list = std::mem::take(stmts);
        let mut rest = list.as_slice();
        while let Some(first) = rest.iter().position(defers) {
            self.undeferred(&rest[..first], stmts);
            let end = (first..rest.len()).find(|&i| is_taskwait(&rest[i]));
            let segment = &rest[first..end.unwrap_or(rest.len())];
            rest = end.map_or(&[], |end| &rest[end..]);
            self.stretch(segment, rest.is_empty(), stmts);
            if let Some((taskwait, later)) = rest.split_first() {
                if syntax::standalone(taskwait).is_none() {
                    self.undeferred(std::slice::from_ref(taskwait), stmts);
                }
                rest = later;
            }
        }
        self.undeferred(rest, stmts);
        true
    }

    fn undeferred(&mut self, list: &[Stmt], out: &mut Vec<Stmt>) {
        let mut list = list.to_vec();
        if task::any(&list) {
            self.stmts_with_tasks(&mut list);
            out.extend(list);
        } else if self.direct {
            out.extend(self.region_stmts(list, false));
        } else {
            for stmt in &mut list {
                walk_stmt(self, stmt);
            }
            out.extend(list);
        }
    }

    /// The statements from the first deferred construct to the wait.
    fn stretch(&mut self, segment: &[Stmt], last: bool, out: &mut Vec<Stmt>) {
        if task::any(segment) {
            return self.tasks_beside(segment);
        }
        let mark = self.substitutes.len();
        let direct = std::mem::replace(&mut self.direct, false);
        let accesses = self.accesses(&[], segment);
        let opened = if direct { self.open(&accesses, false) } else { Opened::default() };
        out.extend(tokens::stmts(&opened.lets));
        let deferred = self.fresh("deferred");
        out.push(syn::parse_quote!(let #deferred = ::ferromp::__private::device::Deferred::new();));
        let wanted = self.trial(&deferred, segment);
        self.stretch = Some(Stretch::new(deferred.clone(), wanted.clone(), false));
        let boundary = self.scopes.boundary();
        for wanted in wanted.iter().filter(|wanted| wanted.key.var < boundary) {
            out.extend(self.lend(wanted));
        }
        let mut body = segment.to_vec();
        self.within_stretch(&mut body);
        let by_drop = last && body.last().is_some_and(|_| !segment.last().is_some_and(is_statement));
        out.extend(body);
        self.stretch = None;
        self.direct = direct;
        self.substitutes.truncate(mark);
        if !by_drop {
            let drops = opened.drops;
            let last_stmt = out.pop().map(|stmt| match stmt {
                Stmt::Expr(expr, None) => Stmt::Expr(expr, Some(syn::parse_quote!(;))),
                stmt => stmt,
            });
            out.extend(last_stmt);
            out.extend(tokens::stmts(&quote!(#deferred.wait(); ::core::mem::drop(#deferred); #drops)));
        }
    }

    fn tasks_beside(&mut self, segment: &[Stmt]) {
        let find = |wanted: &dyn Fn(&Stmt) -> bool| {
            segment
                .iter()
                .find(|stmt| wanted(stmt))
                .map_or_else(Span::call_site, |stmt| Extent::of(stmt).first)
        };
        let (task, target) = (find(&|stmt| task::any(std::slice::from_ref(stmt))), find(&defers));
        self.errors.push(error::TASK_BESIDE_NOWAIT.at(task, &[]));
        self.errors.note(target, "the target construct with `nowait` is here");
    }

    /// What the deferred constructs of statements use: they are lowered, and the result thrown away.
    fn trial(&mut self, deferred: &Ident, segment: &[Stmt]) -> Vec<Wanted> {
        let (scopes, errors, substitutes) = (self.scopes.clone(), self.errors.len(), self.substitutes.len());
        self.stretch = Some(Stretch::new(deferred.clone(), Vec::new(), true));
        let mut body = segment.to_vec();
        for stmt in &mut body {
            walk_stmt(self, stmt);
        }
        self.scopes = scopes;
        self.errors.truncate(errors);
        self.substitutes.truncate(substitutes);
        self.stretch.take().map(|stretch| stretch.wanted).unwrap_or_default()
    }

    /// Statements of a stretch, at whatever depth: what they declare is lent when a construct needs it.
    fn within_stretch(&mut self, stmts: &mut Vec<Stmt>) {
        for mut stmt in std::mem::take(stmts) {
            if defers(&stmt) {
                for wanted in self.newly_wanted(&stmt) {
                    let lets = self.move_in(&wanted);
                    stmts.extend(lets);
                }
            }
            walk_stmt(self, &mut stmt);
            stmts.push(stmt);
        }
    }

    fn newly_wanted(&self, stmt: &Stmt) -> Vec<Wanted> {
        let Some(stretch) = self.stretch.as_ref().filter(|stretch| !stretch.trial) else { return Vec::new() };
        let boundary = self.scopes.boundary();
        let new = |wanted: &&Wanted| {
            let var = wanted.key.var;
            if var >= boundary || self.lent(&wanted.key).is_some() {
                return false;
            }
            let name = &self.scopes.var(var).name;
            self.scopes.lookup(name) == Some(var) && mentions(std::slice::from_ref(stmt), name)
        };
        stretch.wanted.iter().filter(new).cloned().collect()
    }

    /// Lends a variable that is declared before the stretch.
    fn lend(&mut self, wanted: &Wanted) -> Vec<Stmt> {
        let original = self.expr_of(&wanted.key);
        let borrow = match (wanted.array, wanted.exclusive) {
            (true, true) => quote!(&mut #original[..]),
            (true, false) => quote!(&#original[..]),
            (false, true) => borrow_mut(self, &wanted.key),
            (false, false) => quote!(&#original),
        };
        let function = Ident::new(if wanted.exclusive { "new" } else { "shared" }, Span::mixed_site());
        self.handle(wanted, &original, &function, &borrow)
    }

    /// Lends what a reference refers to that is declared in the stretch.
    fn move_in(&mut self, wanted: &Wanted) -> Vec<Stmt> {
        let original = self.expr_of(&wanted.key);
        let span = self.scopes.var(wanted.key.var).name.span();
        let function = Ident::new("moved", span);
        self.handle(wanted, &original, &function, &original.to_token_stream())
    }

    fn handle(
        &mut self,
        wanted: &Wanted,
        original: &Expr,
        function: &Ident,
        borrow: &TokenStream,
    ) -> Vec<Stmt> {
        let (handle, extent) = (self.fresh("handle"), self.fresh("extent"));
        let deferred = self.deferred();
        let lent = Lent { handle, extent, exclusive: wanted.exclusive, by: wanted.by };
        let Lent { handle, extent, .. } = &lent;
        let length =
            wanted.array.then(|| quote!(#[allow(unused_variables)] let #extent = 0..#original.len();));
        let span = function.span();
        let lend =
            quote_spanned!(span=> ::ferromp::__private::device::Handle::#function(&#deferred, #borrow));
        let stmts = tokens::stmts(&quote! {
            #length
            #[allow(unused_mut, unused_variables)]
            let mut #handle = #lend;
        });
        self.substitute(&wanted.key, With::Lent(lent));
        stmts
    }

    fn deferred(&self) -> Option<Ident> {
        self.stretch.as_ref().map(|stretch| stretch.deferred.clone())
    }

    fn lent(&self, key: &PlaceKey) -> Option<Lent> {
        match self.substitute_of(key.var, &key.fields) {
            Some((With::Lent(lent), depth)) if depth == key.fields.len() => Some(lent.clone()),
            _ => None,
        }
    }

    /// The wait of a `taskwait` that does not end the stretch.
    pub(in super::super) fn taskwait(&self, directive: &Directive) -> Option<TokenStream> {
        let deferred = self.deferred()?;
        let span = here(directive.span);
        let wait = quote_spanned!(span=> wait);
        Some(quote!(#deferred.#wait()))
    }

    /// Marks the construct as one that uses handles; `depend` alone makes it one that waits as well.
    pub(super) fn begin_deferred(&mut self, directive: &Directive) {
        let depends = directive.clauses.iter().any(|clause| matches!(clause.kind, ClauseKind::Depend(..)));
        if let Some(stretch) = &mut self.stretch
            && (depends || nowait(directive))
        {
            stretch.asynchronous = Some(directive.span);
            self.want_depend(directive);
        }
    }

    pub(super) fn end_deferred(&mut self) {
        if let Some(stretch) = &mut self.stretch {
            stretch.asynchronous = None;
        }
    }

    /// Whether the construct at hand is deferred, and this is not a trial.
    fn is_deferred(&self) -> bool {
        self.stretch.as_ref().is_some_and(|stretch| stretch.asynchronous.is_some() && !stretch.trial)
    }

    /// Takes note of a variable that the construct at hand uses.
    pub(super) fn want(&mut self, key: &PlaceKey, array: bool, exclusive: bool) {
        let Some(stretch) = &mut self.stretch else { return };
        let Some(by) = stretch.asynchronous else { return };
        match stretch.wanted.iter_mut().find(|wanted| wanted.key == *key) {
            Some(known) => {
                known.array |= array;
                known.exclusive |= exclusive;
            }
            None => stretch.wanted.push(Wanted { key: key.clone(), array, exclusive, by }),
        }
    }

    fn want_depend(&mut self, directive: &Directive) {
        for (kind, section) in depend_items(directive) {
            if let Some(key) = self.key_of(&section.place) {
                self.want(&key, section.range.is_some(), !matches!(kind, DependKind::In));
            }
        }
    }

    /// An argument that is made by a handle.
    pub(super) fn lent_arg(
        &self,
        key: &PlaceKey,
        function: &str,
        arguments: &TokenStream,
    ) -> Option<TokenStream> {
        if !self.is_deferred() {
            return None;
        }
        let Lent { handle, .. } = self.lent(key)?;
        let text = key.text(&self.scopes);
        let span = self.scopes.var(key.var).name.span();
        let function = Ident::new(function, span);
        Some(quote!(#handle.#function(#arguments).named(#text)))
    }

    /// What has the length of an array that is lent.
    pub(super) fn lent_extent(&self, key: &PlaceKey) -> Option<Ident> {
        self.lent(key).map(|lent| lent.extent)
    }

    /// `.deferred(..).depend(..)`
    pub(super) fn deferral(&mut self, directive: &Directive, lets: &mut TokenStream) -> TokenStream {
        if !self.is_deferred() {
            return TokenStream::new();
        }
        let deferred = self.deferred();
        let depend = self.depend(directive, lets);
        quote!(.deferred(&#deferred).depend(&[#(#depend),*]))
    }

    fn depend(&mut self, directive: &Directive, lets: &mut TokenStream) -> Vec<TokenStream> {
        let mut items = Vec::new();
        for (kind, section) in depend_items(directive) {
            let Some(key) = self.key_of(&section.place) else { continue };
            let Some(Lent { handle, .. }) = self.lent(&key) else { continue };
            let span = here(section.place.base.span());
            let name = match kind {
                DependKind::In => "depend_in",
                DependKind::Out => "depend_out",
                DependKind::Inout => "depend_inout",
            };
            let (function, range) =
                (Ident::new(name, span), self.section(&key, (section.range.as_ref(), span), lets));
            items.push(quote!(::ferromp::__private::device::#function(&#handle, #range)));
        }
        items
    }

    /// What a construct with `depend` and without `nowait` does at its end.
    pub(super) fn undeferred_end(&self, directive: &Directive) -> TokenStream {
        let deferred = self.deferred();
        if !self.is_deferred() || nowait(directive) {
            return TokenStream::new();
        }
        let span = here(directive.span);
        let wait = quote_spanned!(span=> wait);
        quote!(#deferred.#wait();)
    }

    /// The host's views of the variables that `keys` names, which wait for what is deferred.
    pub(super) fn host_views(&mut self, keys: &[PlaceKey], source: &dyn Fn(&Ident) -> bool) -> TokenStream {
        let mut lets = TokenStream::new();
        if !self.is_deferred() {
            return lets;
        }
        for key in keys {
            let Some(Lent { handle, exclusive, .. }) = self.lent(key) else { continue };
            if !source(&self.scopes.var(key.var).name) {
                continue;
            }
            let view = self.fresh("view");
            lets.extend(quote!(#[allow(unused_variables)] let #view = #handle.host();));
            self.view(key, view, exclusive);
        }
        lets
    }

    /// The variables that are lent now.
    pub(super) fn all_lent(&self) -> Vec<PlaceKey> {
        let wanted = self.stretch.iter().flat_map(|stretch| &stretch.wanted);
        wanted.map(|wanted| wanted.key.clone()).collect()
    }

    /// A data construct's call: with `nowait`, one of the stretch.
    pub(super) fn data_call(
        &mut self,
        directive: &Directive,
        lets: &mut TokenStream,
    ) -> Option<(TokenStream, TokenStream)> {
        if !self.is_deferred() {
            return None;
        }
        let deferred = self.deferred();
        let depend = self.depend(directive, lets);
        Some((quote!(#deferred), quote!(&[#(#depend),*])))
    }

    /// The host uses a variable that is lent. Returns whether it has been dealt with.
    pub(in super::super) fn host_use(
        &mut self,
        expr: &mut Expr,
        place: &Place,
        var: VarId,
        usage: Usage<'_>,
    ) -> bool {
        let fields = place.fields();
        let Some((With::Lent(lent), depth)) = self.substitute_of(var, &fields) else { return false };
        let lent = lent.clone();
        if matches!(usage, Usage::Method("len" | "is_empty")) && place.indices().is_empty() {
            crate::sharing::place::replace_prefix(expr, depth + place.leading_derefs(), &mut |_| {
                let extent = &lent.extent;
                syn::parse_quote!(#extent)
            });
            return true;
        }
        let writes = matches!(usage, Usage::Write | Usage::Update(_) | Usage::BorrowMut);
        let key = PlaceKey { var, fields: fields[..depth].to_vec() };
        let text = key.text(&self.scopes);
        if let Some(stretch) = &mut self.stretch
            && (lent.exclusive || writes)
            && !stretch.told.contains(&key)
        {
            stretch.told.push(key);
            self.errors.push(error::LENT.at(Extent::of(expr), &[&text]));
            self.errors.note(lent.by, format_args!("the construct with `nowait` that uses `{text}`"));
        }
        true
    }
}

impl Stretch {
    fn new(deferred: Ident, wanted: Vec<Wanted>, trial: bool) -> Self {
        Self { deferred, wanted, trial, asynchronous: None, told: Vec::new() }
    }
}

fn depend_items(directive: &Directive) -> Vec<(DependKind, Section)> {
    let mut items = Vec::new();
    for clause in &directive.clauses {
        if let ClauseKind::Depend(kind, sections) = &clause.kind {
            items.extend(sections.iter().map(|section| (*kind, section.clone())));
        }
    }
    items
}
