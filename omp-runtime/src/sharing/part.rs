//! Own elements and own slots of a slice that a region shares.

use std::{
    cell::OnceCell,
    fmt,
    ops::{Index, IndexMut, Range},
    panic::Location,
};

use super::{
    block::Block,
    guard::Pin,
    map::{AnyMap, Plan},
    mode::{Mode, Partition},
    own,
    phased::Phased,
};
use crate::{
    context,
    parts::{Axis, Distribution, Parts},
};

/// A shared slice as one worksharing construct of the region uses it, on one thread.
pub struct PhasedPart<'p, T> {
    phased: &'p Phased<'p, [T]>,
    map: AnyMap,
    at: &'static Location<'static>,
    /// Not `Sync`, nor is the pin `Send`: `enter` and `blocks` happen on one thread.
    entered: OnceCell<Entered>,
}

struct Entered {
    plan: Plan,
    axes: Vec<Axis>,
    how: Distribution,
    task: (u64, usize),
    _pin: Pin,
}

impl<'p, T: Send> PhasedPart<'p, T> {
    pub(super) fn new(phased: &'p Phased<'_, [T]>, map: AnyMap, at: &'static Location<'static>) -> Self {
        Self { phased, map, at, entered: OnceCell::new() }
    }
}

impl<T: Send> Parts for PhasedPart<'_, T> {
    type Blocks<'c> = Block<'c, T>;

    fn enter(&self, axes: &[Axis], how: Distribution) {
        if let Some(entered) = self.entered.get() {
            let same = entered.axes == axes && entered.how == how;
            assert!(same, "`{}` is already partitioned by another construct", self.phased.name());
            return;
        }
        let plan = own::plan(self.map, axes, self.phased.name(), self.at);
        let pin = self.phased.open_flat(&Mode::Parts(Partition::new(self.map, axes, how)), self.at);
        let task = context::with(|ctx| (ctx.region_id, ctx.thread_num));
        let entered = Entered { plan, axes: axes.to_vec(), how, task, _pin: pin };
        assert!(self.entered.set(entered).is_ok(), "entered twice");
    }

    #[inline]
    unsafe fn blocks<'c>(&self, from: u64, to: u64) -> Block<'c, T> {
        let entered = self.entered.get().expect("`enter` comes before `blocks`");
        let task = context::with(|ctx| (ctx.region_id, ctx.thread_num));
        assert!(task == entered.task, "`{}` is partitioned in another region", self.phased.name());
        let (start, len) = self.phased.raw();
        // SAFETY: `interval` clips to the slice. While the part lives, its pin keeps the phase from ending, and
        // in this phase all openings have this partition: equal maps, axes and distribution give an element
        // to one thread (`Static`) or to one iteration of one construct (`Claimed`). On this thread the
        // writer's pin admits no second part. 'c ends within the construct, which holds the part.
        unsafe { Block::new(start, entered.plan.interval(from, to, (0, len)), len, self.phased.name()) }
    }
}

/// The elements of a shared slice that belong to the calling thread.
///
/// It is indexed as the slice. It hands out no `&mut Block`: the blocks of two slots, swapped, would outlive
/// each other's pins.
pub struct Slot<'p, T> {
    block: Block<'p, T>,
    _pin: Pin,
}

impl<T> Slot<'_, T> {
    /// # Safety
    /// While `pin` lasts, during `'p`, the slice is valid and used by slots of this stride alone; of this
    /// thread's there is one at a time.
    pub(super) unsafe fn new(
        start: *mut T,
        len: usize,
        stride: usize,
        thread: usize,
        name: &'static str,
        pin: Pin,
    ) -> Self {
        let lo = thread.saturating_mul(stride).min(len);
        let hi = lo.saturating_add(stride).min(len);
        // SAFETY: inside the slice; `stride` apart from the slots of the threads beside it.
        Self { block: unsafe { Block::new(start, (lo, hi), len, name) }, _pin: pin }
    }

    /// The number of elements of the whole slice.
    #[expect(clippy::len_without_is_empty, reason = "asked by code written for the slice")]
    pub fn len(&self) -> usize {
        self.block.len()
    }
}

// One impl an index type, not all that `Block` has: a user's `IndexMut<Mine> for Block` would get a `&mut Block`.
macro_rules! index {
    ($($index:ty => $output:ty;)*) => {$(
        impl<T> Index<$index> for Slot<'_, T> {
            type Output = $output;

            #[inline]
            #[track_caller]
            fn index(&self, index: $index) -> &$output {
                &self.block[index]
            }
        }

        impl<T> IndexMut<$index> for Slot<'_, T> {
            #[inline]
            #[track_caller]
            fn index_mut(&mut self, index: $index) -> &mut $output {
                &mut self.block[index]
            }
        }
    )*};
}
index! { usize => T; Range<usize> => [T]; }

impl<T: fmt::Debug> fmt::Debug for Slot<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.block.fmt(f)
    }
}
