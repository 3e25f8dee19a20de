//! What generated code calls. Not part of the public interface; every function is safe to call in any order.

use std::panic::Location;

pub use crate::constructs::{
    critical::{CriticalSite, Key, critical},
    masked::masked,
    single::{single, single_value},
};
pub use crate::items::{
    self, IntoItems, Items, for_items, items, parallel_for_items, parallel_for_items_reduce,
};
#[cfg(feature = "rayon")]
pub use crate::items::{parallel_for_indexed, parallel_for_indexed_reduce};
pub use crate::iteration::{self, Iteration, collapse, inclusive, unit};
pub use crate::reduction::{
    self, ReduceShare, for_reduce, for_reduce_all, for_reduce_all_lanes, for_reduce_lanes,
};
pub use crate::reduction::{Add, BitAnd, BitOr, BitXor, LogicalAnd, LogicalOr, Max, Min, Mul, reduction};
pub use crate::reduction::{parallel_for_reduce, parallel_reduce, reduce_op};
pub use crate::sharing::{
    atomic::{AtomicElement, AtomicNumber, AtomicPlace, Atomics},
    block::Block,
    guard::{Exclusive, Read},
    guarded::{Guarded, Opened},
    last_private::LastPrivate,
    map::{Int, Map},
    own::{Own, own, own_block},
    part::{PhasedPart, Slot},
    part_rows::PhasedRows,
    phased::Phased,
    racy::RacyCell,
    rows::{Block2, OwnRows, Row, RowMap, own_rows},
};
pub use crate::simd::simd;
pub use crate::support::{LastIndices, TypeOf, combine_into, int, last_indices, type_of, width};
pub use crate::task::{TaskScope, task_scope, with_task};
pub use crate::worksharing::{Schedule, Share, for_loop, for_loop_last, parallel_for};
use crate::{context, team};

/// An integer in a clause that counts something: `num_threads`, a chunk size.
pub trait Count {
    /// The count, or `None` when it is not positive.
    fn count(self) -> Option<usize>;
}

macro_rules! count {
    ($($t:ty)*) => {$(
        impl Count for $t {
            #[inline]
            #[allow(irrefutable_let_patterns, clippy::allow_attributes)]
            fn count(self) -> Option<usize> {
                usize::try_from(self).ok().filter(|&n| n > 0)
            }
        }
    )*};
}
count!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

/// The clauses of a `parallel` construct.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fork {
    num_threads: Option<usize>,
    serial: bool,
}

impl Fork {
    /// No clause.
    #[must_use]
    pub const fn new() -> Self {
        Self { num_threads: None, serial: false }
    }

    /// `num_threads(n)`.
    #[must_use]
    #[track_caller]
    pub fn num_threads(mut self, n: impl Count) -> Self {
        self.num_threads = Some(n.count().expect("num_threads(0): a team has at least one thread"));
        self
    }

    /// `if(condition)`.
    #[must_use]
    pub const fn if_clause(mut self, condition: bool) -> Self {
        self.serial = !condition;
        self
    }
}

/// Runs `body` once on every thread of a new team.
pub fn parallel<F: Fn() + Sync>(fork: Fork, body: F) {
    let n = if fork.serial { 1 } else { fork.num_threads.unwrap_or(2) };
    team::fork(n, &body);
}

/// `barrier`.
#[track_caller]
pub fn barrier() {
    let at = Location::caller();
    context::with(|c| c.barrier(at));
}
