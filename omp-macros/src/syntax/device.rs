//! The parts of the syntax tree that only directives for devices have.

use proc_macro2::Ident;
use syn::{ExprRange, LitStr};

use super::Place;

/// What `target` is combined with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TargetKind {
    /// Nothing.
    Block,
    Parallel,
    /// `target parallel for`, `target parallel loop`
    ParallelFor,
    Teams(TeamsKind),
}

/// What `teams` is combined with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TeamsKind {
    /// Nothing.
    Block,
    Distribute,
    /// `teams distribute parallel for`, `teams loop`
    DistributeFor,
}

/// `a`, or `a[lo..hi]`: a variable or a part of an array.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    pub(crate) place: Place,
    pub(crate) range: Option<ExprRange>,
}

/// `unsafe(kernel("kernels/vadd.cl", vadd(a, b, c, n)))`
#[derive(Clone, Debug)]
pub(crate) struct KernelCall {
    /// Relative to the manifest of the crate.
    pub(crate) path: LitStr,
    pub(crate) name: Ident,
    pub(crate) arguments: Vec<Place>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MapKind {
    To,
    From,
    Tofrom,
    Alloc,
    Release,
    Delete,
}

/// What `defaultmap` makes of the variables that no clause lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DefaultmapKind {
    Map(MapKind),
    Firstprivate,
    None,
    Default,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DefaultmapOf {
    Scalar,
    Aggregate,
    All,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DependKind {
    In,
    Out,
    Inout,
}

impl TargetKind {
    pub(crate) fn is_loop(self) -> bool {
        match self {
            TargetKind::ParallelFor => true,
            TargetKind::Teams(kind) => kind != TeamsKind::Block,
            TargetKind::Block | TargetKind::Parallel => false,
        }
    }

    /// Whether a league executes it, not one team.
    pub(crate) fn league(self) -> bool {
        matches!(self, TargetKind::Teams(_))
    }
}

impl MapKind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            MapKind::To => "to",
            MapKind::From => "from",
            MapKind::Tofrom => "tofrom",
            MapKind::Alloc => "alloc",
            MapKind::Release => "release",
            MapKind::Delete => "delete",
        }
    }

    /// Whether the values come back at the end of a region.
    pub(crate) fn copies_back(self) -> bool {
        matches!(self, MapKind::From | MapKind::Tofrom)
    }
}
