//! The syntax tree of a directive.

use proc_macro2::{Ident, Span};
use syn::Expr;

use super::Place;
use super::device::{
    DefaultmapKind, DefaultmapOf, DependKind, KernelCall, MapKind, Section, TargetKind, TeamsKind,
};

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
    /// One thread's own loop, in vectors.
    Simd,
    Single,
    /// Also `master`, its deprecated name.
    Masked,
    Critical(Option<Ident>),
    Barrier,
    Atomic(AtomicKind),
    Flush,
    Task,
    Taskwait,
    Target(TargetKind),
    Teams(TeamsKind),
    Distribute,
    /// `distribute parallel for`
    DistributeFor,
    /// Shared out among whatever executes it. `normal` says which: no later pass meets it.
    Loop,
    TargetData,
    TargetEnterData,
    TargetExitData,
    TargetUpdate,
    /// On an item: never in a function's body.
    DeclareTarget,
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
    /// `if(target: ..)` of a construct that is combined with more.
    IfTarget(Expr),
    Final(Expr),
    Private(Vec<Place>),
    Firstprivate(Vec<Place>),
    Lastprivate(Vec<Place>),
    Shared(Vec<Place>),
    UnsafeShared(Vec<Place>),
    Default(DefaultKind),
    Reduction {
        op: ReductionOp,
        places: Vec<Place>,
    },
    Schedule {
        kind: ScheduleKind,
        chunk: Option<Expr>,
        modifier: Option<ScheduleModifier>,
    },
    Nowait,
    Collapse(usize),
    OrderReproducible,
    Copyprivate(Vec<Place>),
    ProcBind(ProcBindKind),
    Filter(Expr),
    Map(MapKind, Vec<Section>),
    Device(Expr),
    NumTeams(Expr),
    ThreadLimit(Expr),
    Defaultmap(DefaultmapKind, DefaultmapOf),
    Depend(DependKind, Vec<Section>),
    IsDevicePtr(Vec<Place>),
    UseDevicePtr(Vec<Place>),
    /// `static` without a chunk: nothing else is taken.
    DistSchedule,
    /// Of `target update`.
    To(Vec<Section>),
    From(Vec<Section>),
    Kernel(KernelCall),
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

impl Directive {
    /// Whether the iterations of a loop are a host thread's vectors (OpenMP 5.2, 10.4).
    pub(crate) fn in_vectors(&self) -> bool {
        matches!(self.name, "simd" | "for simd" | "parallel for simd")
    }
}

impl Kind {
    /// Whether the directive has no body of its own (OpenMP 5.2, 3.1).
    pub(crate) fn stands_alone(&self) -> bool {
        matches!(
            self,
            Kind::Barrier
                | Kind::Flush
                | Kind::Taskwait
                | Kind::TargetEnterData
                | Kind::TargetExitData
                | Kind::TargetUpdate
        )
    }

    /// Whether the directive belongs to a loop.
    pub(crate) fn is_loop(&self) -> bool {
        match self {
            Kind::For
            | Kind::ParallelFor
            | Kind::Simd
            | Kind::Distribute
            | Kind::DistributeFor
            | Kind::Loop => true,
            Kind::Target(kind) => kind.is_loop(),
            Kind::Teams(kind) => *kind != TeamsKind::Block,
            _ => false,
        }
    }

    /// Whether the construct starts threads, or teams of them: what is in it is not the business of the threads
    /// around.
    pub(crate) fn forks(&self) -> bool {
        matches!(
            self,
            Kind::Parallel | Kind::ParallelFor | Kind::Target(_) | Kind::Teams(_) | Kind::DistributeFor
        )
    }
}

impl ClauseKind {
    /// As the user writes it.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            ClauseKind::NumThreads(_) => "num_threads",
            ClauseKind::If(_) | ClauseKind::IfTarget(_) => "if",
            ClauseKind::Final(_) => "final",
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
            ClauseKind::Map(..) => "map",
            ClauseKind::Device(_) => "device",
            ClauseKind::NumTeams(_) => "num_teams",
            ClauseKind::ThreadLimit(_) => "thread_limit",
            ClauseKind::Defaultmap(..) => "defaultmap",
            ClauseKind::Depend(..) => "depend",
            ClauseKind::IsDevicePtr(_) => "is_device_ptr",
            ClauseKind::UseDevicePtr(_) => "use_device_ptr",
            ClauseKind::DistSchedule => "dist_schedule",
            ClauseKind::To(_) => "to",
            ClauseKind::From(_) => "from",
            ClauseKind::Kernel(_) => "kernel",
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
            | ClauseKind::IsDevicePtr(places)
            | ClauseKind::UseDevicePtr(places)
            | ClauseKind::Reduction { places, .. } => places,
            ClauseKind::Kernel(kernel) => &kernel.arguments,
            _ => &[],
        }
    }

    /// The variables or parts of arrays that the clause moves or orders.
    pub(crate) fn sections(&self) -> &[Section] {
        match self {
            ClauseKind::Map(_, sections)
            | ClauseKind::Depend(_, sections)
            | ClauseKind::To(sections)
            | ClauseKind::From(sections) => sections,
            _ => &[],
        }
    }
}

impl ReductionOp {
    /// As the user writes it.
    pub(crate) fn symbol(self) -> &'static str {
        match self {
            ReductionOp::Add => "+",
            ReductionOp::Sub => "-",
            ReductionOp::Mul => "*",
            ReductionOp::Min => "min",
            ReductionOp::Max => "max",
            ReductionOp::BitAnd => "&",
            ReductionOp::BitOr => "|",
            ReductionOp::BitXor => "^",
            ReductionOp::LogicalAnd => "&&",
            ReductionOp::LogicalOr => "||",
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
