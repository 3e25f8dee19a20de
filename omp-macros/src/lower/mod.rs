//! The syntax tree becomes Rust tokens: every construct a call of the runtime, every shared variable one of its types.
//!
//! Lowering is a walk like the analysis, with a list of substitutes: inside of a construct, a shared variable's
//! name stands for the guard, block or handle through which it is open there.

mod clauses;
mod constructs;
mod looping;
mod opening;
mod reads;
mod region;
mod rows;
mod target;
mod task;
mod tokens;

pub(crate) use self::tokens::body_stmts;

use proc_macro2::Span;
use syn::{Expr, Ident, ImplItem, Item, Signature, Stmt};

use crate::{
    report::Errors,
    sharing::{
        access::Accesses,
        bound::is_thread_num,
        collect::collect,
        lone::{Lone, lone_number},
        partition::Signed,
        place::{Place, PlaceKey, replace_prefix},
        scope::{Scopes, VarId},
        walk::{Usage, Walk, walk_block, walk_expr, walk_stmt},
    },
    syntax::{Directive, Kind},
};

pub(crate) use tokens::hide_names;

/// Replaces every construct in `item` by the code that runs it; `fast` is the word `fastmath`.
pub(crate) fn lower_item(item: &mut Item, fast: bool, errors: &mut Errors) {
    match item {
        Item::Fn(item) => lower_fn(&item.sig, &mut item.block, fast, errors),
        Item::Impl(item) => {
            for item in &mut item.items {
                if let ImplItem::Fn(item) = item {
                    lower_fn(&item.sig, &mut item.block, fast, errors);
                }
            }
        }
        Item::Mod(item) => {
            let items = item.content.iter_mut().flat_map(|(_, items)| items);
            items.for_each(|item| lower_item(item, fast, errors));
        }
        _ => {}
    }
}

fn lower_fn(sig: &Signature, block: &mut syn::Block, fast: bool, errors: &mut Errors) {
    let mut lowerer = Lowerer {
        function: sig.ident.to_string(),
        fast,
        scopes: Scopes::of_signature(sig),
        errors,
        substitutes: Vec::new(),
        in_target: false,
        sections: Vec::new(),
        regions: Vec::new(),
        direct: false,
        shares_work: false,
        in_team: false,
        deferred_barrier: false,
        ends_region: false,
        tasks: None,
        limit: None,
        stretch: None,
        names: 0,
    };
    if !matches!(sig.output, syn::ReturnType::Default) {
        value_at_end(block);
    }
    target::deferred::check_futures(sig, block, lowerer.errors);
    walk_block(&mut lowerer, block);
}

/// A `single` that a function ends with is the function's value: `let` makes it one.
fn value_at_end(block: &mut syn::Block) {
    let Some(last) = block.stmts.last_mut() else { return };
    let single = tokens::peek(last).is_some_and(|d| matches!(d.kind, Kind::Single) && tokens::waits(&d));
    if let Stmt::Expr(expr, None) = last
        && single
    {
        *expr = syn::parse_quote!({ let __omp_value = #expr; __omp_value });
    }
}

/// What the name of a variable stands for inside of a construct.
#[derive(Clone)]
enum With {
    /// `(*name)`
    Deref(Ident),
    /// `name`
    Name(Ident),
    /// `*x` is `name`: a copy of what the reference `x` refers to.
    Pointee(Ident),
    /// `*x` is `*name`: `name` refers to what the reference `x` refers to.
    Referent { name: Ident, mutable: bool },
    /// `c[f][i]` is `name[i]`: the block divides what `fixed` indices lead to.
    Block { name: Ident, fixed: usize },
    /// `c[i * n + j]` is `name[j]`: the row of the iteration, of which `i` is the loop variable.
    Row { name: Ident, loop_var: VarId, fixed: usize, start: Vec<Signed> },
    /// `c[i][j]` is `name[(i, j)]`.
    Cells { name: Ident },
    /// `c[i][j][k]` is `name[(i, j, k)]`.
    Layers { name: Ident },
    /// `*name[0]`: the block has it where the iteration is the one that touches it.
    Lone { name: Ident, reference: bool },
    /// `x` is `*name`, or only `x[i]` is `name[i]`: what a loop holds of a variable that it reads.
    Held { name: Ident, elements: bool },
    /// `x[i]` is `name[i]`: what a loop holds of a variable whose elements it writes.
    Mine(Ident),
    /// Open only in the critical construct of that name, through this handle.
    Guarded { handle: Ident, lock: String },
    /// Open only in atomic constructs, through this handle.
    Atomic(Ident),
    /// In the hands of a deferred construct.
    Lent(target::deferred::Lent),
    /// `(*unsafe { &mut *name.get() })`: the programmer's word.
    Unsafe(Ident),
}

struct Substitute {
    key: PlaceKey,
    with: With,
}

/// A shared variable of a region that is written there.
#[derive(Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says which kind of access occurs, independent of the others"
)]
struct Shared {
    key: PlaceKey,
    /// The variable that holds its `Phased`.
    phased: Ident,
    text: String,
    /// Held as the variable itself, not as the slice of its elements.
    whole: bool,
    /// The `critical` name that guards it somewhere in the region.
    lock: Option<String>,
    atomic: bool,
    slots: bool,
    /// A lone thread writes it somewhere, perhaps through a method we do not know.
    one: bool,
}

/// A `parallel` region that lexically encloses the code at hand.
struct Region {
    shared: Vec<Shared>,
    /// Variables declared from here on are the region's own.
    boundary: VarId,
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "what holds where the walk is, in six independent respects"
)]
struct Lowerer<'e> {
    /// The name of the function at hand.
    function: String,
    /// Whether floating point may be contracted and reordered.
    fast: bool,
    scopes: Scopes,
    errors: &'e mut Errors,
    substitutes: Vec<Substitute>,
    /// Whether a target region is at hand, and what it maps in part.
    in_target: bool,
    sections: Vec<target::Sectioned>,
    regions: Vec<Region>,
    /// Whether statements belong to a region directly: barriers may occur, shared variables open between them.
    direct: bool,
    /// Whether the body of a worksharing loop is at hand, and no construct in it.
    shares_work: bool,
    /// Whether every thread of a region executes what is at hand, and no construct narrows it further.
    in_team: bool,
    /// The barrier of the construct to be lowered comes after the guards around it are gone.
    deferred_barrier: bool,
    /// The statements at hand end the region: its own barrier serves the last construct.
    ends_region: bool,
    /// The scope that tasks of the statements at hand belong to.
    tasks: Option<task::OpenScope>,
    /// Holds the `thread_limit` in force.
    limit: Option<Ident>,
    /// What lends variables to deferred constructs.
    stretch: Option<target::deferred::Stretch>,
    names: usize,
}

impl Lowerer<'_> {
    /// A name that no user code can see.
    fn fresh(&mut self, what: &str) -> Ident {
        self.names += 1;
        Ident::new(&format!("__omp_{what}_{}", self.names), Span::mixed_site())
    }

    /// Runs `f` inside of a construct that is a closure: scopes and substitutes end with it.
    fn inside<R>(&mut self, direct: bool, f: impl FnOnce(&mut Self) -> R) -> R {
        let (mark, substitutes, before) = (self.scopes.mark(), self.substitutes.len(), self.direct);
        let deferred = std::mem::replace(&mut self.deferred_barrier, false);
        let tasks = self.tasks.take();
        let stretch = self.stretch.take();
        let in_team = std::mem::replace(&mut self.in_team, direct);
        let shares_work = std::mem::take(&mut self.shares_work);
        self.direct = direct;
        let result = f(self);
        self.direct = before;
        self.in_team = in_team;
        self.shares_work = shares_work;
        self.deferred_barrier = deferred;
        self.tasks = tasks;
        self.stretch = stretch;
        self.substitutes.truncate(substitutes);
        self.scopes.release(mark);
        result
    }

    fn substitute(&mut self, key: &PlaceKey, with: With) {
        self.substitutes.push(Substitute { key: key.clone(), with });
    }

    /// `view` refers to the variable, or to what it refers to if it is a reference itself.
    fn view(&mut self, key: &PlaceKey, view: Ident, mutable: bool) {
        let reference = self.is_reference(key);
        self.substitute(
            key,
            if reference { With::Referent { name: view, mutable } } else { With::Deref(view) },
        );
    }

    /// The substitute in force for a place, if there is one.
    fn substitute_of(&self, var: VarId, fields: &[String]) -> Option<(&With, usize)> {
        self.substitute_for(var, fields, false)
    }

    /// The same for a use of an element, or of the whole.
    fn substitute_for(&self, var: VarId, fields: &[String], indexed: bool) -> Option<(&With, usize)> {
        let here = |s: &&Substitute| {
            let element = matches!(s.with, With::Held { elements: true, .. } | With::Mine(_));
            s.key.var == var && fields.starts_with(&s.key.fields) && (indexed || !element)
        };
        let found = self.substitutes.iter().rev().find(here)?;
        Some((&found.with, found.key.fields.len()))
    }

    /// The expression for the variable or field `key`, as it is to be written where we are.
    fn expr_of(&mut self, key: &PlaceKey) -> Expr {
        let name = self.scopes.var(key.var).name.clone();
        let mut expr: Expr = syn::parse_quote!(#name);
        for field in &key.fields {
            let member: syn::Member = syn::parse_str(field).expect("a field's name");
            expr = syn::parse_quote!(#expr.#member);
        }
        if let Some(place) = Place::parse(&expr) {
            self.rewrite(&mut expr, &place, key.var, false);
        }
        expr
    }

    /// Writes the substitute of a place in its stead. Returns whether there was one.
    /// `moved`: the variable stands by itself, to be used by value.
    fn rewrite(&mut self, expr: &mut Expr, place: &Place, var: VarId, moved: bool) -> bool {
        let fields = place.fields();
        let indexed = !place.indices().is_empty();
        let Some((with, depth)) = self.substitute_for(var, &fields, indexed) else { return false };
        let (with, derefs) = (with.clone(), place.leading_derefs());
        let indexed = |by: usize| if place.indices().len() >= by { depth + derefs + by } else { depth };
        match with {
            With::Deref(name) => replace_prefix(expr, depth, &mut |_| syn::parse_quote!((*#name))),
            With::Name(name) => replace_prefix(expr, depth, &mut |_| syn::parse_quote!(#name)),
            With::Pointee(name) => {
                replace_prefix(expr, depth + derefs.min(1), &mut |_| syn::parse_quote!(#name));
            }
            With::Referent { name, mutable } => {
                let (depth, borrow) = (depth + derefs.min(1), tokens::reborrow(mutable));
                replace_prefix(expr, depth, &mut |_| {
                    if moved { syn::parse_quote!((#borrow *#name)) } else { syn::parse_quote!((*#name)) }
                });
            }
            With::Unsafe(name) => {
                let reference = depth == 0 && self.scopes.var(var).is_mut_ref;
                let depth = if reference { depth + derefs.min(1) } else { depth };
                if matches!(place.indices().first(), Some(index) if !matches!(index, Expr::Range(_))) {
                    return tokens::racy_element(expr, indexed(1), &name);
                }
                // The user's span: a lint against `unsafe` looks past what a macro has made up.
                let span = tokens::here(place.root.span());
                replace_prefix(
                    expr,
                    depth,
                    &mut |_| syn::parse_quote_spanned!(span=> (*unsafe { &mut *#name.as_ptr() })),
                );
            }
            With::Block { name, fixed } => {
                replace_prefix(expr, indexed(fixed), &mut |_| syn::parse_quote!(#name));
            }
            With::Row { name, loop_var, fixed, start } => {
                let scopes = &self.scopes;
                replace_prefix(expr, indexed(fixed + 1), &mut |cell| {
                    rows::in_row(&name, cell, loop_var, &start, scopes)
                });
            }
            With::Held { name, elements: true } | With::Mine(name) => {
                replace_prefix(expr, depth + derefs, &mut |_| syn::parse_quote!(#name));
            }
            With::Held { name, elements: false } => {
                replace_prefix(expr, depth, &mut |_| syn::parse_quote!((*#name)));
            }
            With::Cells { name } => replace_prefix(expr, indexed(2), &mut |cell| tokens::pair(&name, cell)),
            With::Layers { name } => {
                replace_prefix(expr, indexed(3), &mut |cell| tokens::triple(&name, cell));
            }
            With::Lone { name, reference } => {
                let depth = if reference { depth + derefs.min(1) } else { depth };
                replace_prefix(expr, depth, &mut |_| {
                    if moved && reference {
                        syn::parse_quote!((&mut *#name[0]))
                    } else {
                        syn::parse_quote!((*#name[0]))
                    }
                });
            }
            With::Guarded { .. } | With::Atomic(_) | With::Lent(_) => return false,
        }
        true
    }

    /// A shared variable outside of every run: opened for the one expression. The length of a slice is open always.
    fn open_inline(&mut self, expr: &mut Expr, place: &Place, var: VarId, usage: Usage<'_>) {
        let fields = place.fields();
        let shared = self.regions.last().and_then(|region| {
            region.shared.iter().find(|s| s.key.var == var && fields.starts_with(&s.key.fields))
        });
        let Some(shared) = shared else { return };
        let (phased, mut depth) = (shared.phased.clone(), shared.key.fields.len());
        if depth == 0 && self.scopes.var(var).is_mut_ref {
            // What is shared is what the reference refers to.
            depth += place.leading_derefs().min(1);
        }
        if !shared.whole && matches!(usage, Usage::Method("len" | "is_empty")) && place.indices().is_empty() {
            replace_prefix(expr, depth, &mut |_| syn::parse_quote!(#phased));
        } else if self.direct {
            replace_prefix(expr, depth, &mut |_| syn::parse_quote!((*#phased.read())));
        }
    }

    /// Where the variables of the innermost region start.
    fn region_start(&self) -> VarId {
        self.regions.last().map_or_else(|| self.scopes.boundary(), |region| region.boundary)
    }

    /// The accesses of statements in the innermost region.
    fn accesses(&self, clauses: &[crate::syntax::Clause], stmts: &[Stmt]) -> Accesses {
        collect(&self.scopes, self.region_start(), clauses, stmts)
    }
}

impl Walk for Lowerer<'_> {
    fn scopes(&mut self) -> &mut Scopes {
        &mut self.scopes
    }

    fn place(&mut self, expr: &mut Expr, place: &Place, var: VarId, usage: Usage<'_>) {
        if self.host_use(expr, place, var, usage) {
            return;
        }
        let moved = usage == Usage::Read && place.projections.is_empty();
        let gone = self.check_index(expr, place, var);
        if !self.rewrite(expr, place, var, moved) {
            self.open_inline(expr, place, var, usage);
        }
        self.check_use(expr, place, (var, usage), gone);
    }

    fn lone(&mut self, branch: &syn::ExprIf) -> Option<Lone> {
        if !self.in_team {
            return None;
        }
        let start = self.region_start();
        let is_number = |expr: &Expr| match expr {
            Expr::Path(path) => {
                let id = path.path.get_ident().and_then(|name| self.scopes.lookup(name));
                id.is_some_and(|id| id >= start && self.scopes.var(id).thread_num)
            }
            other => is_thread_num(other),
        };
        lone_number(branch, &is_number).map(|number| Lone::Thread(number.to_string()))
    }

    fn lone_branch(&mut self, _: Lone, block: &mut syn::Block) {
        let body = self.lone_stmts(std::mem::take(&mut block.stmts));
        block.stmts = vec![Stmt::Expr(syn::parse_quote!(#body), None)];
    }

    fn captured(&mut self, name: &Ident, var: VarId) -> Option<Expr> {
        let place = Place { root: name.clone(), projections: Vec::new() };
        let mut expr: Expr = syn::parse_quote!(#name);
        self.place(&mut expr, &place, var, Usage::Read);
        (!matches!(expr, Expr::Path(_))).then_some(expr)
    }

    fn serial_loop(&mut self, expr: &mut Expr) -> bool {
        let Expr::ForLoop(inner) = &*expr else { return false };
        let Some(loops) = self.inner_loop(inner) else { return false };
        *expr = loops;
        true
    }

    fn repeat(&mut self, starts: bool) {
        let boundary = self.scopes.boundary();
        if let Some(scope) = &mut self.tasks {
            scope.repeat(starts, boundary);
        }
    }

    fn head(&mut self, expr: &mut Expr) {
        let before = quote::ToTokens::to_token_stream(expr).to_string();
        walk_expr(self, expr, Usage::Read);
        let opened = self.direct && quote::ToTokens::to_token_stream(expr).to_string() != before;
        if opened && !tokens::has_let(expr) {
            // The guards must be gone when the body meets a barrier.
            *expr = syn::parse_quote!({ let __omp_head = #expr; __omp_head });
        }
    }

    fn construct(&mut self, directive: Directive, expr: &mut Expr, value: bool) {
        match &directive.kind {
            Kind::Parallel => self.parallel(&directive, expr),
            Kind::ParallelFor => self.parallel_for(&directive, expr),
            Kind::Simd => self.simd(&directive, expr),
            Kind::For => self.worksharing_for(&directive, expr),
            Kind::Single => self.single(&directive, expr, value),
            Kind::Masked => self.masked(&directive, expr),
            Kind::Critical(name) => self.critical(&directive, name.as_ref(), expr),
            Kind::Atomic(kind) => self.atomic(&directive, *kind, expr),
            Kind::Task => self.task(&directive, expr),
            Kind::Target(kind) => {
                self.in_target = true;
                self.target(&directive, *kind, expr);
                self.in_target = false;
            }
            Kind::TargetData => self.target_data(&directive, expr),
            Kind::Teams(_) | Kind::Distribute | Kind::DistributeFor => self.teams(&directive, expr),
            Kind::Barrier
            | Kind::Flush
            | Kind::Taskwait
            | Kind::TargetEnterData
            | Kind::TargetExitData
            | Kind::TargetUpdate => self.before(&directive, expr),
            Kind::Loop | Kind::DeclareTarget => walk_expr(self, expr, Usage::Read),
        }
    }

    fn standalone(&mut self, directive: Directive, stmt: &mut Stmt) {
        let call = self.standing_alone(&directive);
        *stmt = syn::parse_quote!(#call;);
    }

    fn stmts(&mut self, stmts: &mut Vec<Stmt>) {
        let ends_region = std::mem::take(&mut self.ends_region);
        for stmt in &mut *stmts {
            if let Stmt::Item(item) = stmt {
                lower_item(item, self.fast, self.errors);
            }
        }
        if self.stmts_with_nowait(stmts) {
        } else if task::any(stmts) {
            self.stmts_with_tasks(stmts);
        } else if self.direct {
            *stmts = self.region_stmts(std::mem::take(stmts), ends_region);
        } else {
            for stmt in stmts.iter_mut() {
                walk_stmt(self, stmt);
            }
        }
    }
}
