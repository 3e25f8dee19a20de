//! Loops of few iterations: each iteration is a leaf of the tree, yet most are computed sixteen at a time.
//!
//! A row is sixteen iterations from a multiple of sixteen: a whole subtree. It is computed in lanes, the lanes combine
//! pairwise, and so do rows. What a thread has before its first and after its last row it computes leaf by leaf. So
//! shares of any size give the bits of the same tree, and a loop of few heavy iterations still spreads over all threads.

use super::{
    lanes::{LANES, Ops},
    tree::{Forest, MANY, grain},
};
use crate::{
    iteration::Linear,
    simd::{Kernel, dispatch},
    worksharing::Schedule,
};

/// The height of a row in the tree.
const ROW: u32 = LANES.trailing_zeros();
/// The most rows of one subtree, as a power of two.
const HEIGHT: usize = (MANY / LANES as u64).ilog2() as usize;

/// Whether a loop in lanes is one of few iterations. Compound variables are not in lanes, and each leaf would cost a
/// copy of them.
pub(super) fn few<O: Ops>(schedule: Schedule, trips: u64) -> bool {
    O::SCALARS && schedule.in_blocks() && trips < MANY
}

/// What the shares of threads are multiples of.
pub(super) fn share_of(schedule: Schedule, trips: u64, threads: usize) -> u64 {
    if schedule.in_runs() { grain(trips, threads) } else { 1 }
}

/// Reduces iterations `from..to` into the forest.
///
/// # Safety
/// The space has them.
#[inline]
pub(super) unsafe fn reduce_rows<L, O, F>(
    space: &L,
    (from, to): (u64, u64),
    ops: &O,
    forest: &mut Forest<O::Private>,
    step: &mut F,
) where
    L: Linear,
    O: Ops,
    F: FnMut(L::Item, O::Private, bool) -> O::Private,
{
    let row = LANES as u64;
    let (first, last) = (from.next_multiple_of(row).min(to), to - to % row);
    if from < first {
        dispatch(Leaves { space, ops, run: (from, first), forest, step });
    }
    let mut next = first;
    while next < last {
        // The largest subtree that starts here and ends in time.
        let height = ((last - next) / row).ilog2().min((next / row).trailing_zeros());
        // SAFETY: its iterations end before `last`.
        let value = dispatch(unsafe { Subtree::<L, O, F>::new(space, ops, next, height, step) });
        forest.push_tree::<O>(next, ROW + height, value);
        next += row << height;
    }
    if next < to {
        dispatch(Leaves { space, ops, run: (next, to), forest, step });
    }
}

/// Iterations that fill no row. At the same level as rows are, for with `fastmath` the level makes a difference, and
/// who computes an iteration shall make none.
struct Leaves<'a, L, O: Ops, F> {
    space: &'a L,
    ops: &'a O,
    run: (u64, u64),
    forest: &'a mut Forest<O::Private>,
    step: &'a mut F,
}

impl<L, O, F> Kernel for Leaves<'_, L, O, F>
where
    L: Linear,
    O: Ops,
    F: FnMut(L::Item, O::Private, bool) -> O::Private,
{
    type Output = ();

    #[inline(always)]
    #[allow(clippy::inline_always, reason = "the kernel must take on the instruction set of its caller")]
    fn run(self, fused: bool) {
        for k in self.run.0..self.run.1 {
            self.forest.push::<O>(k, (self.step)(self.space.at(k), self.ops.identity(), fused));
        }
    }
}

/// `2^height` rows from `from`, the whole of a subtree.
struct Subtree<'a, L, O, F> {
    space: &'a L,
    ops: &'a O,
    from: u64,
    height: u32,
    step: &'a mut F,
}

impl<'a, L, O, F> Subtree<'a, L, O, F> {
    /// # Safety
    /// The space has the iterations.
    unsafe fn new(space: &'a L, ops: &'a O, from: u64, height: u32, step: &'a mut F) -> Self {
        Self { space, ops, from, height, step }
    }
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
            let base = self.space.at(self.from + row * LANES as u64);
            let mut lanes = self.ops.spread();
            // In the order, and for the reasons, that `Rows` has.
            macro_rules! row {
                ($($lane:literal)*) => {$(
                    // SAFETY: by the contract of `new`, the whole row is in the space.
                    let i = unsafe { self.space.after(base, $lane) };
                    let private = (self.step)(i, O::take(&mut lanes, $lane), fused);
                    O::put(&mut lanes, $lane, private);
                )*};
            }
            row!(15 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14);
            // Through memory: LLVM vectorises what is stored side by side, but not a row that is folded at once.
            let mut value = O::fold_pairs(std::hint::black_box(lanes));
            // As a binary counter carries.
            let carries = row.trailing_ones();
            for left in waiting.iter().take(carries as usize) {
                value = O::combine(left.clone(), value);
            }
            row += 1;
            if row >> self.height > 0 {
                return value;
            }
            waiting[carries as usize] = value;
        }
    }
}
