//! The walk that finds every use a construct makes of variables from outside of it.

mod clauses;
mod indices;

use std::{collections::HashSet, rc::Rc};

use proc_macro2::Span;
use syn::{Block, Expr, Ident, Stmt};

pub(crate) use self::clauses::{collapse, has_nowait};
use self::clauses::{filter, header, is_static};
use super::{
    access::{Access, Accesses, Context, Index, LoopContext, OneThread, Phases, Touch},
    lone::{Lone, LoneIteration, lone_number},
    nest::Nest,
    place::{Place, PlaceKey},
    scope::{Scopes, VarId},
    walk::{Usage, Walk, walk_block, walk_expr, walk_statement, walk_stmt},
};
use crate::report::Extent;
use crate::syntax::{self, AtomicKind, Clause, Directive, Kind, TargetKind};

struct Collector {
    scopes: Scopes,
    /// Variables declared from here on are of no interest: they live inside of the construct.
    boundary: VarId,
    /// Variables declared from here on belong to the innermost parallel region.
    region: VarId,
    /// Whether the loop is a combined construct's: its ranges are evaluated before the team exists.
    combined: bool,
    context: Context,
    list: Vec<Access>,
    phases: Phases,
    phase: usize,
    assigned: HashSet<VarId>,
    /// Teams take the part of threads: what they share is looked at, and how their threads share it is not.
    league: bool,
    /// The loop is shared out to several teams, each of which has a thread with the number of ours.
    teams_loop: bool,
    /// Places with fields that a clause made private.
    hidden: Vec<PlaceKey>,
    ids: usize,
}

/// The accesses of a region's body, with the region's clauses.
pub(crate) fn collect_region(scopes: &Scopes, clauses: &[Clause], stmts: &[Stmt]) -> Accesses {
    collect(scopes, scopes.boundary(), clauses, stmts)
}

/// The accesses of the statements of a `teams` construct, as the league's teams make them.
pub(crate) fn collect_league(scopes: &Scopes, clauses: &[Clause], stmts: &[Stmt]) -> Accesses {
    let mut collector = Collector::new(scopes, scopes.boundary());
    collector.league = true;
    collector.hide(clauses);
    collector.stmts(&mut stmts.to_vec());
    collector.finish()
}

/// The accesses of some statements in the region whose variables start at `region`.
pub(crate) fn collect(scopes: &Scopes, region: VarId, clauses: &[Clause], stmts: &[Stmt]) -> Accesses {
    let mut collector = Collector::new(scopes, region);
    collector.hide(clauses);
    let mut stmts = stmts.to_vec();
    collector.stmts(&mut stmts);
    collector.finish()
}

/// The accesses of a worksharing loop, taken for itself.
pub(crate) fn collect_loop(scopes: &Scopes, region: VarId, directive: &Directive, expr: &Expr) -> Accesses {
    let mut collector = Collector::new(scopes, region);
    collector.combined = matches!(directive.kind, Kind::ParallelFor);
    // The name is the program's, where the kind may be that of the host's version: `target loop` has teams, too.
    let one_team = directive.name.trim_start_matches("target ").starts_with("parallel");
    collector.teams_loop = collector.combined && !one_team;
    collector.hide(&directive.clauses);
    collector.worksharing_loop(directive, expr);
    collector.finish()
}

impl Collector {
    fn new(scopes: &Scopes, region: VarId) -> Self {
        let mut phases = Phases::default();
        let phase = phases.fresh();
        Self {
            scopes: scopes.clone(),
            boundary: scopes.boundary(),
            region,
            combined: false,
            context: Context::default(),
            list: Vec::new(),
            phases,
            phase,
            assigned: HashSet::new(),
            league: false,
            teams_loop: false,
            hidden: Vec::new(),
            ids: 0,
        }
    }

    fn finish(self) -> Accesses {
        let Self { list, phases, assigned, league, scopes, .. } = self;
        Accesses { list, phases, assigned, league, scopes }
    }

    fn id(&mut self) -> usize {
        self.ids += 1;
        self.ids
    }

    fn barrier(&mut self) {
        if self.context.nested.is_none() {
            self.phase = self.phases.fresh();
        }
    }

    fn record(
        &mut self,
        key: PlaceKey,
        extent: Extent,
        touch: Touch,
        indices: Vec<Index>,
        through_reference: bool,
    ) {
        if touch.may_write() && !matches!(touch, Touch::Method(_)) {
            self.assigned.insert(key.var);
        }
        if key.var >= self.boundary || self.hidden.iter().any(|hidden| hidden.overlaps(&key)) {
            return;
        }
        let (context, phase) = (self.context.clone(), self.phase);
        let span = extent.first;
        self.list.push(Access { key, span, extent, touch, indices, through_reference, context, phase });
    }

    /// Runs `f` as the body of a construct: scopes, hidden places and context end with it.
    fn within(&mut self, f: impl FnOnce(&mut Self)) {
        let (mark, hidden, context) = (self.scopes.mark(), self.hidden.len(), self.context.clone());
        f(self);
        self.scopes.release(mark);
        self.hidden.truncate(hidden);
        self.context = context;
    }

    fn worksharing_loop(&mut self, directive: &Directive, expr: &Expr) {
        let depth = collapse(&directive.clauses);
        let Some(nest) = Nest::parse(expr, depth) else { return };
        let id = self.id();
        let boundary = self.scopes.boundary();
        if !self.combined {
            nest.levels.iter().for_each(|level| self.read(&level.range));
        }
        let vars = self.declare_nest(&nest);
        if self.context.nested.is_none() {
            let header = header(&nest, &directive.clauses);
            let (is_static, span) = (is_static(&directive.clauses), directive.span);
            let takes_last =
                matches!(directive.name, "for" | "parallel for" | "for simd" | "parallel for simd");
            let combined = self.combined;
            self.context.loop_ = Some(Rc::new(LoopContext {
                id,
                vars,
                boundary,
                header,
                is_static,
                combined,
                takes_last,
                span,
            }));
        }
        for level in &nest.levels {
            for s in level.before.clone().iter_mut().chain(&mut level.after.clone()) {
                walk_stmt(self, s);
            }
        }
        walk_block(self, &mut nest.body.clone());
    }

    /// Declares the loop variables; a level without an index gets a variable that no name can reach.
    fn declare_nest(&mut self, nest: &Nest) -> Vec<VarId> {
        let mut vars = Vec::new();
        for (level, index) in nest.levels.iter().zip(nest.index_names()) {
            self.scopes.declare_pattern(&level.pat, None);
            vars.push(match index {
                Some(name) => self.scopes.lookup(name).expect("just declared"),
                None => self.scopes.declare(Ident::new("__no_index", Span::mixed_site()), false, None),
            });
        }
        vars
    }

    /// Walks a construct and what hangs on it.
    fn enter(&mut self, directive: &Directive, expr: &mut Expr) {
        self.inner_clauses(directive);
        self.within(|c| {
            c.hide(&directive.clauses);
            match &directive.kind {
                Kind::For => return c.worksharing_loop(directive, expr),
                Kind::Distribute | Kind::DistributeFor if c.league => {
                    return c.worksharing_loop(directive, expr);
                }
                kind if kind.forks() && kind.is_loop() => {
                    c.context.nested.get_or_insert(c.scopes.boundary());
                    return c.worksharing_loop(directive, expr);
                }
                Kind::Atomic(kind) => return c.atomic(*kind, expr),
                Kind::Parallel | Kind::Target(TargetKind::Parallel) => {
                    c.context.nested.get_or_insert(c.scopes.boundary());
                }
                Kind::Single if c.context.nested.is_none() => c.context.one = Some(OneThread::Single(c.id())),
                Kind::Masked if c.context.nested.is_none() => {
                    c.context.one = Some(OneThread::Masked(filter(&directive.clauses)));
                }
                Kind::Critical(name) => {
                    c.context.guards.push(name.as_ref().map(ToString::to_string).unwrap_or_default());
                }
                Kind::Task => c.context.task = Some(c.id()),
                Kind::Barrier => c.barrier(),
                _ => {}
            }
            walk_statement(c, expr);
        });
        if matches!(directive.kind, Kind::For | Kind::Single) && !has_nowait(&directive.clauses) {
            self.barrier();
        }
    }

    /// The iteration of the loop at hand that alone enters a branch.
    fn lone_iteration(&self, branch: &syn::ExprIf) -> Option<LoneIteration> {
        let Context { loop_, task, nested, .. } = &self.context;
        let loop_ = loop_.as_ref().filter(|_| self.combined && task.is_none() && nested.is_none())?;
        let [loop_var] = loop_.vars[..] else { return None };
        LoneIteration::of(branch, loop_var, loop_.boundary, &self.scopes)
    }

    /// Only the place that the construct updates is accessed atomically; what it reads besides is not.
    fn atomic(&mut self, kind: AtomicKind, expr: &mut Expr) {
        let target = syntax::parse_atomic(kind, expr).and_then(|body| Place::parse(body.place()));
        let before = self.list.len();
        walk_expr(self, expr, Usage::Read);
        let Some(target) = target else { return };
        let Some(var) = self.scopes.lookup(&target.root) else { return };
        let key = PlaceKey { var, fields: target.fields() };
        self.list[before..].iter_mut().filter(|a| a.key == key).for_each(|a| a.context.atomic = true);
    }
}

impl Walk for Collector {
    fn scopes(&mut self) -> &mut Scopes {
        &mut self.scopes
    }

    fn place(&mut self, expr: &mut Expr, place: &Place, var: VarId, usage: Usage<'_>) {
        // A mutable reference handed on: what becomes of it, only the callee knows.
        let handed_on = place.projections.is_empty() && self.scopes.var(var).is_mut_ref;
        let touch = match usage {
            Usage::Read if handed_on => Touch::Method("(call)".to_owned()),
            Usage::Read | Usage::Opaque => Touch::Read,
            Usage::Write => Touch::Write,
            Usage::Update(op) => Touch::Update(op.to_owned()),
            Usage::BorrowMut => Touch::BorrowMut,
            Usage::Method(name) => Touch::Method(name.to_owned()),
        };
        let indices = place.indices().into_iter().map(|index| self.index(index)).collect();
        let through = place.leading_derefs() > 0;
        self.record(PlaceKey { var, fields: place.fields() }, Extent::of(expr), touch, indices, through);
    }

    fn captured(&mut self, name: &Ident, var: VarId) -> Option<Expr> {
        self.record(PlaceKey { var, fields: Vec::new() }, name.span().into(), Touch::Read, Vec::new(), false);
        None
    }

    fn construct(&mut self, directive: Directive, expr: &mut Expr, _value: bool) {
        self.enter(&directive, expr);
    }

    fn standalone(&mut self, directive: Directive, _: &mut Stmt) {
        if matches!(directive.kind, Kind::Barrier) {
            self.barrier();
        }
    }

    fn lone(&mut self, branch: &syn::ExprIf) -> Option<Lone> {
        if let Some(lone) = self.lone_iteration(branch) {
            return Some(Lone::Iteration(Rc::new(lone)));
        }
        let Context { loop_, guards, task, one, nested, .. } = &self.context;
        let ours = self.league || nested.is_none();
        if !ours || loop_.is_some() || one.is_some() || task.is_some() || !guards.is_empty() {
            return None;
        }
        lone_number(branch, &|expr| self.is_number(expr)).map(|number| Lone::Thread(number.to_string()))
    }

    fn lone_branch(&mut self, lone: Lone, block: &mut Block) {
        let context = self.context.clone();
        match lone {
            Lone::Thread(thread) => self.context.one = Some(OneThread::Masked(thread)),
            Lone::Iteration(iteration) => self.context.lone = Some(iteration),
        }
        walk_block(self, block);
        self.context = context;
    }

    fn phase(&mut self) -> usize {
        self.phase
    }

    fn set_phase(&mut self, phase: usize) {
        self.phase = phase;
    }

    fn unite_phase(&mut self, other: usize) {
        self.phases.unite(self.phase, other);
    }
}
