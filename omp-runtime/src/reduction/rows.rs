//! Reductions in lanes. A row is sixteen iterations, one in each lane of a vector.
//!
//! A loop of many iterations falls into blocks of whole rows, but for the last. In a loop of few each iteration is a leaf
//! of the tree, and a row from a multiple of sixteen a whole subtree, whose lanes combine pairwise. What a thread has
//! before its first and after its last row it computes leaf by leaf. So shares of any size give the bits of the same
//! tree, and a loop of few heavy iterations still spreads over all threads.

use super::{
    lanes::{LANES, Ops},
    run::Rows,
    tree::{Forest, MANY, grain, lane_block_size},
};
use crate::{
    iteration::Linear,
    simd::{Kernel, dispatch},
    worksharing::Schedule,
};

const ROW: u64 = LANES as u64;
/// The most units of one subtree, as a power of two.
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
        // SAFETY: by the caller.
        let rest = unsafe { self.units(first, to, 1, ROW.ilog2()) };
        self.leaves(rest, to);
    }

    /// Reduces iterations `from..to` of a loop of many: whole blocks, but for the last of the loop.
    ///
    /// # Safety
    /// The space has them.
    #[inline]
    pub(super) unsafe fn many(mut self, (from, to): (u64, u64), block: u64) {
        // SAFETY: by the caller.
        let rest = unsafe { self.units(from, to, block / ROW, 0) };
        if rest < to {
            // SAFETY: by the caller.
            let value = unsafe { self.last_block(rest, to) };
            self.forest.push::<O>(rest / block, value);
        }
    }

    /// Takes whole units of `rows` rows, which are subtrees of height `height`. Returns the iteration after them.
    ///
    /// # Safety
    /// The space has `from..to`, and `from` is a multiple of the unit.
    unsafe fn units(&mut self, from: u64, to: u64, rows: u64, height: u32) -> u64 {
        let size = rows * ROW;
        let (mut next, last) = (from / size, to / size);
        while next < last {
            // The largest subtree that starts here and ends in time.
            let levels = (last - next).ilog2().min(next.trailing_zeros()).min(HEIGHT as u32);
            // SAFETY: by the caller; its units end before `last`.
            let value = dispatch(unsafe { self.subtree(next * size, rows, levels) });
            self.forest.push_tree::<O>(next << height, height + levels, value);
            next += 1 << levels;
        }
        from.max(last * size)
    }

    /// # Safety
    /// The space has `rows << levels` rows from `from`.
    unsafe fn subtree(&mut self, from: u64, rows: u64, levels: u32) -> Subtree<'_, L, O, F> {
        Subtree { space: self.space, ops: self.ops, from, rows, levels, step: self.step }
    }

    /// Iterations that fill no row of their own.
    fn leaves(&mut self, from: u64, to: u64) {
        for k in from..to {
            let value = self.serial(k, k + 1);
            self.forest.push::<O>(k, value);
        }
    }

    /// What is left for the last block of the loop: rows, then iterations one after the other.
    ///
    /// # Safety
    /// The space has them.
    unsafe fn last_block(&mut self, from: u64, to: u64) -> O::Private {
        let rows = (to - from) / ROW;
        if rows == 0 {
            return self.serial(from, to);
        }
        // SAFETY: by the caller.
        let value = dispatch(unsafe { self.subtree(from, rows, 0) });
        let rest = from + rows * ROW;
        if rest == to { value } else { O::combine(value, self.serial(rest, to)) }
    }

    fn serial(&mut self, from: u64, to: u64) -> O::Private {
        serial(self.space, self.ops, (from, to), self.step)
    }
}

/// Iterations one after the other. At the same level as rows, for with `fastmath` the level makes a difference, and who
/// computes an iteration shall make none.
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

/// `2^levels` units of `rows` rows from `from`, the whole of a subtree. Only `Share::subtree` makes one.
struct Subtree<'a, L, O, F> {
    space: &'a L,
    ops: &'a O,
    from: u64,
    rows: u64,
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
        let mut unit = 0_u64;
        loop {
            let from = self.from + unit * self.rows * ROW;
            // SAFETY: the space has the rows, as `Share::subtree` demands.
            let rows =
                unsafe { Rows::<L, O, F>::new(self.space, from, self.rows, self.ops.spread(), self.step) };
            // Through memory: LLVM vectorises what is stored side by side, but not a row that is folded at once.
            let mut value = O::fold_pairs(std::hint::black_box(rows.run(fused)));
            // As a binary counter carries.
            let carries = unit.trailing_ones();
            for left in waiting.iter().take(carries as usize) {
                value = O::combine(left.clone(), value);
            }
            unit += 1;
            if unit >> self.levels > 0 {
                return value;
            }
            waiting[carries as usize] = value;
        }
    }
}
