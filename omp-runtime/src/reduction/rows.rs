//! Reductions in lanes. A row is sixteen iterations, one in each lane of a vector.
//!
//! A loop of many iterations falls into blocks of whole rows, but for the last. In a loop of few each iteration is a leaf
//! of the tree, and a row from a multiple of sixteen a whole subtree, whose lanes combine as vectors do (`lane_at`). What
//! a thread has before its first and after its last row it computes leaf by leaf. So shares of any size give the bits of
//! the same tree, and a loop of few heavy iterations still spreads over all threads.

use super::{
    lanes::{LANES, Ops, lane_at},
    run::Rows,
    tree::{Forest, MANY, grain, lane_block_size},
};
use crate::{
    iteration::Linear,
    simd::{Kernel, dispatch, dispatch_if},
    worksharing::Schedule,
};

const ROW: u64 = LANES as u64;
/// The most rows of one subtree, as a power of two.
const HEIGHT: usize = (MANY / ROW).ilog2() as usize;

/// Whether a loop's iterations go into lanes. Compound variables do not, and without blocks there is nothing to fix.
pub(super) fn fit<O: Ops>(schedule: Schedule) -> bool {
    O::SCALARS && schedule.in_blocks()
}

/// What the shares of threads are multiples of.
pub(super) fn share_of(schedule: Schedule, trips: u64, threads: usize) -> u64 {
    match trips {
        MANY.. => lane_block_size(trips),
        _ if schedule.in_runs() => grain(trips, threads),
        _ => 1,
    }
}

/// A thread's part of a reduction in lanes.
pub(super) struct Share<'a, L, O: Ops, F> {
    pub(super) space: &'a L,
    pub(super) ops: &'a O,
    pub(super) step: &'a mut F,
    pub(super) forest: &'a mut Forest<O::Private>,
}

impl<L, O, F> Share<'_, L, O, F>
where
    L: Linear,
    O: Ops,
    F: FnMut(L::Item, O::Private, bool) -> O::Private,
{
    /// Reduces iterations `from..to` of a loop of few into the forest.
    ///
    /// # Safety
    /// The space has them.
    #[inline]
    pub(super) unsafe fn few(mut self, (from, to): (u64, u64)) {
        let first = from.next_multiple_of(ROW).min(to);
        self.leaves(from, first);
        let (mut row, last) = (first / ROW, to / ROW);
        while row < last {
            // The largest subtree that starts here and ends in time.
            let levels = (last - row).ilog2().min(row.trailing_zeros());
            let Self { space, ops, step, .. } = &mut self;
            // The space has its iterations, which end before `last`.
            let value = dispatch(Subtree { space: *space, ops: *ops, from: row * ROW, levels, step: *step });
            self.forest.push_tree::<O>(row * ROW, ROW.ilog2() + levels, value);
            row += 1 << levels;
        }
        self.leaves(first.max(last * ROW), to);
    }

    /// Iterations of one row of which this thread has not the whole, or of what is left behind the last row.
    #[inline(never)]
    fn leaves(&mut self, from: u64, to: u64) {
        if from == to {
            return;
        }
        let row = from - from % ROW;
        let whole = row + ROW <= self.space.trips();
        for place in 0..LANES {
            let k = row + if whole { lane_at(place) } else { place } as u64;
            if (from..to).contains(&k) {
                let value = self.serial(k, k + 1);
                self.forest.push_tree::<O>(row + place as u64, 0, value);
            }
        }
    }

    /// Reduces iterations `from..to` of a loop of many: whole blocks, but for the last of the loop.
    ///
    /// # Safety
    /// The space has them.
    #[inline]
    pub(super) unsafe fn many(mut self, (mut from, end): (u64, u64), block: u64) {
        while from < end {
            let to = end.min(from + block);
            // SAFETY: by the caller.
            let value = unsafe { self.block(from, to) };
            self.forest.push::<O>(from / block, value);
            from = to;
        }
    }

    /// Rows and, in the last block of the loop, iterations that are too few for one: they follow one after the other.
    ///
    /// # Safety
    /// The space has them.
    #[inline]
    unsafe fn block(&mut self, from: u64, to: u64) -> O::Private {
        let rows = (to - from) / ROW;
        if rows == 0 {
            return self.serial(from, to);
        }
        let Self { space, ops, step, .. } = self;
        // By the caller, the space has its iterations.
        let value = dispatch(Block { space: *space, ops: *ops, from, rows, step: *step });
        let rest = from + rows * ROW;
        if rest == to { value } else { O::combine(value, self.serial(rest, to)) }
    }

    fn serial(&mut self, from: u64, to: u64) -> O::Private {
        serial(self.space, self.ops, (from, to), self.step)
    }
}

/// Iterations one after the other. At the same level as rows, for with `fastmath` the level makes a difference, and who
/// computes an iteration shall make none.
#[inline(never)]
pub(super) fn serial<L, O, F>(space: &L, ops: &O, run: (u64, u64), step: &mut F) -> O::Private
where
    L: Linear,
    O: Ops,
    F: FnMut(L::Item, O::Private, bool) -> O::Private,
{
    dispatch(Serial { space, ops, run, step })
}

struct Serial<'a, L, O, F> {
    space: &'a L,
    ops: &'a O,
    run: (u64, u64),
    step: &'a mut F,
}

impl<L, O, F> Kernel for Serial<'_, L, O, F>
where
    L: Linear,
    O: Ops,
    F: FnMut(L::Item, O::Private, bool) -> O::Private,
{
    type Output = O::Private;

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "the kernel must take on the instruction set of its caller")]
    fn run(self, fused: bool) -> O::Private {
        let mut private = self.ops.identity();
        for k in self.run.0..self.run.1 {
            private = (self.step)(self.space.at(k), private, fused);
        }
        private
    }
}

/// `rows` rows from `from`, which the space has: `Share` sees to it.
struct Block<'a, L, O, F> {
    space: &'a L,
    ops: &'a O,
    from: u64,
    rows: u64,
    step: &'a mut F,
}

impl<L, O, F> Kernel for Block<'_, L, O, F>
where
    L: Linear,
    O: Ops,
    F: FnMut(L::Item, O::Private, bool) -> O::Private,
{
    type Output = O::Private;

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "the kernel must take on the instruction set of its caller")]
    fn run(self, fused: bool) -> O::Private {
        // SAFETY: the space has the rows.
        let rows =
            unsafe { Rows::<L, O, F>::new(self.space, self.from, self.rows, self.ops.spread(), self.step) };
        // Through memory: what is stored side by side is one vector in the loop, whatever it is combined with behind it.
        O::fold_row(std::hint::black_box(rows.run(fused)))
    }
}

/// The whole subtree of the `2^levels` rows from `from`, which the space has: `Share` sees to it.
///
/// Apart from `Block`, for LLVM keeps the constants of a body in registers only if its loop has no other loop around it.
struct Subtree<'a, L, O, F> {
    space: &'a L,
    ops: &'a O,
    from: u64,
    levels: u32,
    step: &'a mut F,
}

impl<L, O, F> Kernel for Subtree<'_, L, O, F>
where
    L: Linear,
    O: Ops,
    F: FnMut(L::Item, O::Private, bool) -> O::Private,
{
    type Output = O::Private;

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "the kernel must take on the instruction set of its caller")]
    fn run(self, fused: bool) -> O::Private {
        // The left siblings that wait for their right ones, by height.
        let mut waiting: [O::Private; HEIGHT] = std::array::from_fn(|_| self.ops.identity());
        let mut row = 0_u64;
        loop {
            let from = self.from + row * ROW;
            // SAFETY: the space has the row.
            let rows = unsafe { Rows::<L, O, F>::new(self.space, from, 1, self.ops.spread(), self.step) };
            let mut value = O::fold_row(rows.run(fused));
            // As a binary counter carries.
            let carries = row.trailing_ones();
            for left in waiting.iter().take(carries as usize) {
                value = O::combine(left.clone(), value);
            }
            row += 1;
            if row >> self.levels > 0 {
                return value;
            }
            waiting[carries as usize] = value;
        }
    }
}

/// `simd reduction(..)`: the total of one thread's loop, of which `step` runs an iteration and returns the copies that it
/// was given. Which terms meet in a lane the trip count alone decides: whether `wide` or not, the bits are the same.
#[inline]
pub fn simd_lanes<L, O, F>(wide: bool, space: &L, ops: &O, mut step: F) -> O::Private
where
    L: Linear,
    O: Ops,
    F: FnMut(L::Item, O::Private, bool) -> O::Private,
{
    let (trips, step) = (space.trips(), &mut step);
    let rows = if O::SCALARS { trips / ROW } else { 0 };
    let run = (rows * ROW, trips);
    if rows == 0 {
        return dispatch_if(wide, Serial { space, ops, run, step });
    }
    let value = dispatch_if(wide, Block { space, ops, from: 0, rows, step: &mut *step });
    if run.0 == trips {
        return value;
    }
    O::combine(value, dispatch_if(wide, Serial { space, ops, run, step }))
}
