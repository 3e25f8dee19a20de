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
    map::{AnyMap, Map, Plan},
    mode::{Mode, Partition},
    own,
    phased::Phased,
    rows::Row,
};
use crate::{
    context,
    parts::{Axis, Distribution, Parts},
};

/// A shared slice as one worksharing construct of the region uses it, on one thread.
pub struct PhasedPart<'p, T> {
    array: &'p (dyn OpenFlat<T> + 'p),
    map: AnyMap,
    at: &'static Location<'static>,
    /// Not `Sync`, nor is the pin `Send`: `enter` and `blocks` happen on one thread.
    entered: OnceCell<Entered<T>>,
}

struct Entered<T> {
    plan: Plan,
    /// The elements, as long as the phase lasts.
    flat: (*mut T, usize),
    axes: Vec<Axis>,
    how: Distribution,
    task: (u64, usize),
    _pin: Pin,
}

/// A shared variable whose elements lie in one piece.
pub(super) trait OpenFlat<T> {
    /// Opens it in a mode that divides its elements.
    fn open_flat(&self, mode: &Mode, at: &'static Location<'static>) -> (Pin, (*mut T, usize));
    fn variable(&self) -> &'static str;
}

impl<T> OpenFlat<T> for Phased<'_, [T]> {
    fn open_flat(&self, mode: &Mode, at: &'static Location<'static>) -> (Pin, (*mut T, usize)) {
        self.open_slice(mode, at)
    }
    fn variable(&self) -> &'static str {
        self.name()
    }
}

// A `Vec` that a lone thread may also replace or let grow: where its elements are is known anew in each phase.
impl<R: Row> OpenFlat<R::Element> for Phased<'_, R> {
    fn open_flat(&self, mode: &Mode, at: &'static Location<'static>) -> (Pin, (*mut R::Element, usize)) {
        self.open_row(mode, at)
    }
    fn variable(&self) -> &'static str {
        self.name()
    }
}

impl<R: Row> Phased<'_, R>
where
    R::Element: Send,
{
    /// As for a slice: the elements that `map` gives to each iteration.
    #[track_caller]
    pub fn part<const D: usize>(&self, map: Map<D>) -> PhasedPart<'_, R::Element> {
        PhasedPart::new(self, map.any(), Location::caller())
    }

    /// As for a slice: the `stride` elements of the calling thread.
    ///
    /// # Panics
    /// When the variable is used in another way in the same phase, or this thread has it open.
    #[track_caller]
    pub fn slot(&self, stride: usize) -> Slot<'_, R::Element> {
        own_slot(self, stride, Location::caller())
    }
}

/// The calling thread's slot.
pub(super) fn own_slot<'p, T>(
    array: &'p (dyn OpenFlat<T> + 'p),
    stride: usize,
    at: &'static Location<'static>,
) -> Slot<'p, T> {
    let thread = context::with(|ctx| ctx.thread_num);
    let (pin, (start, len)) = array.open_flat(&Mode::Slots { stride }, at);
    // SAFETY: until the pin goes, this phase lasts, and all of it is in the mode of these slots. Slots of
    // different threads are disjoint, and this thread has one open at a time.
    unsafe { Slot::new(start, len, stride, thread, array.variable(), pin) }
}

impl<'p, T: Send> PhasedPart<'p, T> {
    pub(super) fn new(
        array: &'p (dyn OpenFlat<T> + 'p),
        map: AnyMap,
        at: &'static Location<'static>,
    ) -> Self {
        Self { array, map, at, entered: OnceCell::new() }
    }
}

impl<T: Send> Parts for PhasedPart<'_, T> {
    type Blocks<'c> = Block<'c, T>;

    fn enter(&self, axes: &[Axis], how: Distribution) {
        if let Some(entered) = self.entered.get() {
            let same = entered.axes == axes && entered.how == how;
            assert!(same, "`{}` is already partitioned by another construct", self.array.variable());
            return;
        }
        let plan = own::plan(self.map, axes, self.array.variable(), self.at);
        let (pin, flat) = self.array.open_flat(&Mode::Parts(Partition::new(self.map, axes, how)), self.at);
        let task = context::with(|ctx| (ctx.region_id, ctx.thread_num));
        let entered = Entered { plan, flat, axes: axes.to_vec(), how, task, _pin: pin };
        assert!(self.entered.set(entered).is_ok(), "entered twice");
    }

    #[inline]
    unsafe fn blocks<'c>(&self, from: u64, to: u64) -> Block<'c, T> {
        let entered = self.entered.get().expect("`enter` comes before `blocks`");
        let task = context::with(|ctx| (ctx.region_id, ctx.thread_num));
        assert!(task == entered.task, "`{}` is partitioned in another region", self.array.variable());
        let (start, len) = entered.flat;
        // SAFETY: `interval` clips to the slice. While the part lives, its pin keeps the phase from ending, and
        // in this phase all openings have this partition: equal maps, axes and distribution give an element
        // to one thread (`Static`) or to one iteration of one construct (`Claimed`). On this thread the
        // writer's pin admits no second part. 'c ends within the construct, which holds the part.
        unsafe { Block::new(start, entered.plan.interval(from, to, (0, len)), len, self.array.variable()) }
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
