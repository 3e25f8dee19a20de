//! The ways to use a shared variable between two barriers, and what to say when two of them meet.

use std::{fmt, panic::Location, ptr};

use super::{
    map::{AnyMap, MAX_AXES},
    phased::Opening,
    rows::RowMap,
};
use crate::{
    constructs::critical::Lock,
    parts::{Axis, Distribution},
};

/// How the team uses a variable in a phase. Two openings go together exactly when their modes are equal.
#[derive(Clone, Copy)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one in each shared variable, and it is compared in place"
)]
pub(super) enum Mode {
    Read,
    Exclusive { thread: usize },
    Guarded { lock: &'static Lock },
    Atomic,
    Slots { stride: usize },
    Parts(Partition),
}

/// All that decides which thread owns which element.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Partition {
    map: AnyMap,
    shape: Shape,
    axes: [Axis; MAX_AXES],
    how: Distribution,
}

/// What the map of a partition counts: elements of the slice, or columns of rows with this map.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Flat,
    Nested(Option<AnyMap>),
}

impl Partition {
    /// `axes` are at most `MAX_AXES`: the map has been applied to them.
    pub(super) fn new(map: AnyMap, axes: &[Axis], how: Distribution) -> Self {
        let mut all = [Axis { first: 0, step: 0, trips: 0 }; MAX_AXES];
        all[..axes.len()].copy_from_slice(axes);
        Self { map, shape: Shape::Flat, axes: all, how }
    }

    pub(super) fn nested(map: RowMap, axes: &[Axis], how: Distribution) -> Self {
        Self { shape: Shape::Nested(map.rows), ..Self::new(map.columns, axes, how) }
    }
}

impl PartialEq for Mode {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Read, Self::Read) | (Self::Atomic, Self::Atomic) => true,
            (Self::Exclusive { thread: a }, Self::Exclusive { thread: b })
            | (Self::Slots { stride: a }, Self::Slots { stride: b }) => a == b,
            (Self::Guarded { lock: a }, Self::Guarded { lock: b }) => ptr::eq(*a, *b),
            (Self::Parts(a), Self::Parts(b)) => a == b,
            _ => false,
        }
    }
}

impl Mode {
    /// Whether one thread may have the variable open in this mode only once at a time.
    pub(super) fn writes(&self) -> bool {
        match self {
            Self::Read | Self::Guarded { .. } | Self::Atomic => false,
            Self::Exclusive { .. } | Self::Slots { .. } | Self::Parts(_) => true,
        }
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read => write!(f, "read"),
            Self::Exclusive { thread } => write!(f, "written by thread {thread}"),
            Self::Guarded { lock } => write!(f, "guarded by {lock}"),
            Self::Atomic => write!(f, "accessed atomically"),
            Self::Slots { stride } => write!(f, "written by slots of {stride}"),
            Self::Parts(_) => write!(f, "written by own elements"),
        }
    }
}

#[cold]
#[track_caller]
pub(super) fn refuse_mode(name: &str, earlier: &Opening, (b, at): (&Mode, &Location<'_>)) -> ! {
    let a = &earlier.mode;
    let places = format_args!("({a} at {}, {b} at {at})", earlier.at);
    match (a, b) {
        (Mode::Read, _) => {
            panic!(
                "`{name}` is written while another thread may still read it: a barrier is missing {places}"
            )
        }
        (_, Mode::Read) => {
            panic!("`{name}` is read while another thread may still write it: a barrier is missing {places}")
        }
        (Mode::Guarded { .. }, Mode::Guarded { .. }) => {
            panic!("`{name}` has two guards: use one name or put a barrier between {places}")
        }
        (Mode::Parts(_), Mode::Parts(_)) => panic!(
            "`{name}` is partitioned in two ways: a barrier is missing, or the threads disagree about the trip \
             count, the schedule or the index {places}"
        ),
        _ => panic!("`{name}` is written in two ways: a barrier is missing {places}"),
    }
}
