//! The syntax tree of a directive.

use proc_macro2::{Ident, Span};
use syn::Expr;

use super::Place;

/// `parallel for schedule(static)`: a directive with its clauses, wherever and however it is written.
#[derive(Clone, Debug)]
pub(crate) struct Directive {
    pub(crate) kind: Kind,
    /// As OpenMP spells it; `master` differs from `masked` only here.
    pub(crate) name: &'static str,
    /// The directive's name in the source.
    pub(crate) span: Span,
    pub(crate) clauses: Vec<Clause>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Parallel,
    For,
    ParallelFor,
    Single,
    /// Also `master`, its deprecated name.
    Masked,
    Critical(Option<Ident>),
    Barrier,
    Atomic(AtomicKind),
    Flush,
    Task,
    Taskwait,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AtomicKind {
    Read,
    Write,
    Update,
    Capture,
}

#[derive(Clone, Debug)]
pub(crate) struct Clause {
    pub(crate) kind: ClauseKind,
    /// The clause's name in the source.
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
pub(crate) enum ClauseKind {
    NumThreads(Expr),
    If(Expr),
    Private(Vec<Place>),
    Firstprivate(Vec<Place>),
    Lastprivate(Vec<Place>),
    Shared(Vec<Place>),
    UnsafeShared(Vec<Place>),
    Default(DefaultKind),
    Reduction { op: ReductionOp, places: Vec<Place> },
    Schedule { kind: ScheduleKind, chunk: Option<Expr>, modifier: Option<ScheduleModifier> },
    Nowait,
    Collapse(usize),
    OrderReproducible,
    Copyprivate(Vec<Place>),
    ProcBind(ProcBindKind),
    Filter(Expr),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DefaultKind {
    None,
    Shared,
}

/// `Sub` combines as `Add` does (OpenMP 5.2, 5.5.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ReductionOp {
    Add,
    Sub,
    Mul,
    Min,
    Max,
    BitAnd,
    BitOr,
    BitXor,
    LogicalAnd,
    LogicalOr,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScheduleKind {
    Static,
    Dynamic,
    Guided,
    Auto,
    Runtime,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ScheduleModifier {
    Monotonic,
    Nonmonotonic,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProcBindKind {
    /// Also `master`, its deprecated name.
    Primary,
    Close,
    Spread,
}

impl Kind {
    /// Whether the directive has no body of its own (OpenMP 5.2, 3.1).
    pub(crate) fn stands_alone(&self) -> bool {
        matches!(self, Kind::Barrier | Kind::Flush | Kind::Taskwait)
    }

    /// Whether the directive belongs to a loop.
    pub(crate) fn is_loop(&self) -> bool {
        matches!(self, Kind::For | Kind::ParallelFor)
    }
}

impl ClauseKind {
    /// As the user writes it.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            ClauseKind::NumThreads(_) => "num_threads",
            ClauseKind::If(_) => "if",
            ClauseKind::Private(_) => "private",
            ClauseKind::Firstprivate(_) => "firstprivate",
            ClauseKind::Lastprivate(_) => "lastprivate",
            ClauseKind::Shared(_) => "shared",
            ClauseKind::UnsafeShared(_) => "unsafe",
            ClauseKind::Default(_) => "default",
            ClauseKind::Reduction { .. } => "reduction",
            ClauseKind::Schedule { .. } => "schedule",
            ClauseKind::Nowait => "nowait",
            ClauseKind::Collapse(_) => "collapse",
            ClauseKind::OrderReproducible => "order",
            ClauseKind::Copyprivate(_) => "copyprivate",
            ClauseKind::ProcBind(_) => "proc_bind",
            ClauseKind::Filter(_) => "filter",
        }
    }

    /// The variables that the clause lists.
    pub(crate) fn places(&self) -> &[Place] {
        match self {
            ClauseKind::Private(places)
            | ClauseKind::Firstprivate(places)
            | ClauseKind::Lastprivate(places)
            | ClauseKind::Shared(places)
            | ClauseKind::UnsafeShared(places)
            | ClauseKind::Copyprivate(places)
            | ClauseKind::Reduction { places, .. } => places,
            _ => &[],
        }
    }
}

impl ScheduleKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            ScheduleKind::Static => "static",
            ScheduleKind::Dynamic => "dynamic",
            ScheduleKind::Guided => "guided",
            ScheduleKind::Auto => "auto",
            ScheduleKind::Runtime => "runtime",
        }
    }
}
