//! What a tree refers to, without translating it.

mod collective;

pub(super) use collective::{
    is_collective, is_collective_expr, jumps_out, leaves_unawaited, shares_any, shares_any_expr, starts_any,
};

use crate::device::ir::{
    Atomic, Block, Construct, Expr, Own, Pattern, Range, Stmt, UnaryOp, Var, VarId, VarKind,
};

/// Something to visit, before what is inside of it.
#[derive(Clone, Copy)]
pub(super) enum Node {
    Stmt(&'static Stmt),
    Expr(&'static Expr),
}

type Visit<'v> = &'v mut dyn FnMut(Node);

pub(super) fn each_in_block(block: &'static Block, visit: Visit<'_>) {
    for stmt in block.stmts {
        each_in_stmt(stmt, visit);
    }
    if let Some(value) = &block.value {
        each_in_expr(value, visit);
    }
}

pub(super) fn each_in_stmt(stmt: &'static Stmt, visit: Visit<'_>) {
    visit(Node::Stmt(stmt));
    match stmt {
        Stmt::Let(_, value) | Stmt::Return(value) => each_in_exprs(value, visit),
        Stmt::Assign(a, b) | Stmt::Update(_, a, b, _) => each_in_exprs([a, b], visit),
        Stmt::Expr(expr) => each_in_expr(expr, visit),
        Stmt::For { range, body, .. } => {
            each_in_range(range, visit);
            each_in_block(body, visit);
        }
        Stmt::While { condition, body, .. } => {
            each_in_expr(condition, visit);
            each_in_block(body, visit);
        }
        Stmt::Loop { body, .. } => each_in_block(body, visit),
        Stmt::Break(_) | Stmt::Continue(_) => {}
        Stmt::Atomic(atomic) => each_in_atomic(atomic, visit),
        Stmt::Construct(construct) => each_in_construct(construct, visit),
    }
}

fn each_in_atomic(atomic: &'static Atomic, visit: Visit<'_>) {
    match atomic {
        Atomic::Read { place, .. } => each_in_expr(place, visit),
        Atomic::Write { place, value } | Atomic::Update { place, value, .. } => {
            each_in_exprs([place, value], visit);
        }
    }
}

fn each_in_construct(construct: &'static Construct, visit: Visit<'_>) {
    match construct {
        Construct::Parallel { num_threads, condition, body, .. } => {
            each_in_exprs(num_threads.iter().chain(condition), visit);
            each_in_block(body, visit);
        }
        Construct::Loop { nest, body, num_threads, agreed, .. } => {
            each_in_exprs(num_threads, visit);
            each_in_exprs(agreed.iter().map(|(value, _)| value), visit);
            nest.iter().for_each(|(_, range)| each_in_range(range, visit));
            each_in_block(body, visit);
        }
        Construct::Barrier => {}
        Construct::Masked { filter, body } => {
            each_in_exprs(filter, visit);
            each_in_block(body, visit);
        }
        Construct::Single { body, .. } => each_in_block(body, visit),
    }
}

pub(super) fn each_in_range(range: &'static Range, visit: Visit<'_>) {
    each_in_exprs([&range.lo, &range.hi], visit);
    each_in_exprs(range.step.iter().map(|(step, _)| step), visit);
}

fn each_in_exprs(exprs: impl IntoIterator<Item = &'static Expr>, visit: Visit<'_>) {
    for expr in exprs {
        each_in_expr(expr, visit);
    }
}

pub(super) fn each_in_expr(expr: &'static Expr, visit: Visit<'_>) {
    visit(Node::Expr(expr));
    match expr {
        Expr::Int(..)
        | Expr::Float(..)
        | Expr::Bool(_)
        | Expr::Var(_)
        | Expr::Const(..)
        | Expr::Routine(_) => {}
        Expr::Unary(_, a) | Expr::Cast(a, _) | Expr::Field(a, _) | Expr::Len(a) | Expr::Repeat(a, _) => {
            each_in_expr(a, visit);
        }
        Expr::Binary(_, a, b, _) => each_in_exprs([*a, *b], visit),
        Expr::Index(a, b, access) => {
            each_in_exprs([*a, *b], visit);
            if let Own::Row { offset, width } = access.own {
                each_in_exprs([offset, width], visit);
            }
        }
        Expr::Slice(a, lo, hi, _) => {
            each_in_exprs(std::iter::once(*a).chain(lo.iter().copied()).chain(hi.iter().copied()), visit);
        }
        Expr::Method(a, _, args, _) => each_in_exprs(std::iter::once(*a).chain(*args), visit),
        Expr::Call(_, args) | Expr::Tuple(args) | Expr::Array(args, _) => each_in_exprs(*args, visit),
        Expr::Struct(fields, _) => each_in_exprs(fields.iter().map(|(_, value)| value), visit),
        Expr::If(condition, then, otherwise, _) => {
            each_in_expr(condition, visit);
            each_in_block(then, visit);
            if let Some(otherwise) = otherwise {
                each_in_block(otherwise, visit);
            }
        }
        Expr::Match(value, arms, _) => {
            each_in_expr(value, visit);
            for arm in *arms {
                each_in_exprs(arm.patterns.iter().flat_map(pattern_values), visit);
                each_in_exprs(&arm.guard, visit);
                each_in_block(&arm.body, visit);
            }
        }
        Expr::Block(block, _) => each_in_block(block, visit),
    }
}

fn pattern_values(pattern: &'static Pattern) -> impl Iterator<Item = &'static Expr> {
    let (first, second) = match pattern {
        Pattern::Value(value) => (Some(value), None),
        Pattern::Range(lo, hi) => (lo.as_ref(), hi.as_ref()),
        Pattern::HalfOpen(lo, hi) => (lo.as_ref(), Some(hi)),
    };
    first.into_iter().chain(second)
}

/// The variable that a place is or is in.
pub(super) fn root(place: &'static Expr) -> Option<VarId> {
    match place {
        Expr::Var(var) => Some(*var),
        Expr::Index(base, ..)
        | Expr::Field(base, _)
        | Expr::Slice(base, ..)
        | Expr::Unary(UnaryOp::Deref, base) => root(base),
        _ => None,
    }
}

/// The variables that are assigned to after their `let`, elements of slices included.
pub(super) fn written(body: &'static Block, vars_of: &[Var]) -> Vec<VarId> {
    let mut vars = Vec::new();
    each_in_block(body, &mut |node| {
        let Node::Stmt(stmt) = node else { return };
        match stmt {
            Stmt::Assign(place, _)
            | Stmt::Update(_, place, ..)
            | Stmt::Atomic(Atomic::Write { place, .. }) => {
                vars.extend(root(place));
            }
            Stmt::Atomic(Atomic::Read { into, place }) => {
                // An atomic instruction needs a pointer that may be written through.
                vars.extend([Some(*into), root(place)].into_iter().flatten());
            }
            Stmt::Atomic(Atomic::Update { place, old, new, .. }) => {
                vars.extend([root(place), *old, *new].into_iter().flatten());
            }
            _ => {}
        }
    });
    // What is written through a slice of a slice is written.
    let mut aliases = Vec::new();
    each_in_block(body, &mut |node| {
        if let Node::Stmt(Stmt::Let(var, Some(value))) = node {
            let slice = vars_of[usize::from(*var)].kind == VarKind::Slice;
            aliases.extend(root(value).filter(|_| slice).map(|from| (*var, from)));
        }
    });
    for (var, from) in aliases.into_iter().rev() {
        if vars.contains(&var) {
            vars.push(from);
        }
    }
    vars
}

/// How often each variable is referred to.
#[derive(Default)]
pub(super) struct Count(Vec<usize>);

impl Count {
    pub(super) fn of_block(block: &'static Block) -> Self {
        let mut count = Self::default();
        each_in_block(block, &mut |node| count.node(node));
        count
    }

    pub(super) fn of_stmts(stmts: &'static [Stmt]) -> Self {
        let mut count = Self::default();
        for stmt in stmts {
            each_in_stmt(stmt, &mut |node| count.node(node));
        }
        count
    }

    pub(super) fn of(&self, var: VarId) -> usize {
        self.0.get(usize::from(var)).copied().unwrap_or(0)
    }

    fn add(&mut self, var: VarId) {
        let at = usize::from(var);
        self.0.resize(self.0.len().max(at + 1), 0);
        self.0[at] += 1;
    }

    fn node(&mut self, node: Node) {
        match node {
            Node::Expr(Expr::Var(var)) => self.add(*var),
            Node::Stmt(Stmt::Atomic(Atomic::Read { into, .. })) => self.add(*into),
            Node::Stmt(Stmt::Atomic(Atomic::Update { old, new, .. })) => {
                old.iter().chain(new).for_each(|var| self.add(*var));
            }
            Node::Stmt(Stmt::Construct(
                Construct::Parallel { private, reductions, .. } | Construct::Loop { private, reductions, .. },
            )) => {
                private.iter().filter_map(|private| private.original).for_each(|var| self.add(var));
                reductions.iter().for_each(|reduction| self.add(reduction.var));
            }
            Node::Expr(_) | Node::Stmt(_) => {}
        }
    }
}

/// Whether a block has a loop in it.
pub(super) fn has_loops(block: &'static Block) -> bool {
    let mut found = false;
    let is_loop =
        |node| matches!(node, Node::Stmt(Stmt::For { .. } | Stmt::While { .. } | Stmt::Loop { .. }));
    each_in_block(block, &mut |node| found |= is_loop(node));
    found
}
