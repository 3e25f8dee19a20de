//! One thread's part of a reduction.

use super::{
    lanes::{LANES, Ops, ReduceOp},
    ops::Reduce,
    reduction_block,
    rows::{Share, fit, serial, share_of},
    tree::{Forest, MANY},
};
use crate::{
    iteration::{Iteration, Linear},
    parts::Parts,
    simd::tuned,
    worksharing::{Claims, Plan, Schedule},
};

/// How a body takes the iterations of a loop.
pub(crate) trait Body<L: Iteration, P: Parts, O: Ops> {
    /// What the shares of the threads are multiples of.
    fn block(schedule: Schedule, trips: u64, threads: usize) -> u64;

    /// Reduces all that `claims` yields.
    ///
    /// # Safety
    /// `parts` was entered with the axes of `space`; `claims` are those of thread `thread` and a plan with this body's
    /// block, and over all threads of the construct they yield each iteration at most once. The caller is in the nesting
    /// `Worksharing`.
    unsafe fn reduce(
        &mut self,
        space: &L,
        parts: &P,
        ops: &O,
        share: (Claims<'_>, Plan, usize),
    ) -> Forest<O::Private>;
}

/// A body that takes a chunk.
pub(crate) struct Chunked<F>(pub(crate) F);
/// A body that takes an iteration.
pub(crate) struct Laned<F>(pub(crate) F);

impl<L, P, O, F> Body<L, P, O> for Chunked<F>
where
    L: Iteration,
    P: Parts,
    O: Ops,
    F: for<'c> FnMut(L::Chunk, P::Blocks<'c>, O::Private) -> O::Private,
{
    fn block(schedule: Schedule, trips: u64, _: usize) -> u64 {
        reduction_block(schedule, trips)
    }

    #[inline]
    unsafe fn reduce(
        &mut self,
        space: &L,
        parts: &P,
        ops: &O,
        share: (Claims<'_>, Plan, usize),
    ) -> Forest<O::Private> {
        reduce_blocks::<O>(share, |from, to| {
            // SAFETY: by the caller; the pieces of a claim are disjoint.
            let blocks = unsafe { parts.blocks(from, to) };
            (self.0)(space.chunk(from, to), blocks, ops.identity())
        })
    }
}

impl<L, P, O, F> Body<L, P, O> for Laned<F>
where
    L: Linear,
    P: Parts,
    O: Ops,
    F: for<'c> FnMut(L::Item, &mut P::Blocks<'c>, O::Private, bool) -> O::Private,
{
    fn block(schedule: Schedule, trips: u64, threads: usize) -> u64 {
        if fit::<O>(schedule) { share_of(schedule, trips, threads) } else { reduction_block(schedule, trips) }
    }

    #[inline]
    unsafe fn reduce(
        &mut self,
        space: &L,
        parts: &P,
        ops: &O,
        share: (Claims<'_>, Plan, usize),
    ) -> Forest<O::Private> {
        if !fit::<O>(share.1.schedule) {
            return reduce_blocks::<O>(share, |from, to| {
                // SAFETY: by the caller; the pieces of a claim are disjoint.
                let mut blocks = unsafe { parts.blocks(from, to) };
                serial(space, ops, (from, to), &mut step::<L, _, _, _>(&mut self.0, &mut blocks))
            });
        }
        let mut forest = Forest::new();
        let (mut claims, plan, _) = share;
        while let Some((from, to)) = claims.next_chunk() {
            // SAFETY: by the caller.
            let mut blocks = unsafe { parts.blocks(from, to) };
            let mut step = step::<L, _, _, _>(&mut self.0, &mut blocks);
            let rows = Share { space, ops, step: &mut step, forest: &mut forest };
            // SAFETY: a claim lies in the space.
            unsafe {
                if plan.trips < MANY {
                    rows.few((from, to));
                } else {
                    rows.many((from, to), plan.block);
                }
            }
        }
        forest
    }
}

/// The iterations of a chunk that has these blocks. Of one type, whoever runs them, so that there is one set of kernels.
#[inline(always)]
#[allow(clippy::inline_always, reason = "part of a kernel")]
fn step<L: Linear, B, T, F>(body: &mut F, blocks: &mut B) -> impl FnMut(L::Item, T, bool) -> T
where
    F: FnMut(L::Item, &mut B, T, bool) -> T,
{
    #[inline(always)]
    |i, private, fused| body(i, blocks, private, fused)
}

/// Some consecutive rows: each lane adds up its own iterations.
pub(super) struct Rows<'a, L, O: Ops, F> {
    space: &'a L,
    from: u64,
    whole: u64,
    lanes: O::Lanes,
    step: &'a mut F,
}

impl<'a, L: Linear, O: Ops, F> Rows<'a, L, O, F> {
    /// # Safety
    /// The space has the `whole * LANES` iterations after `from`.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "part of a kernel")]
    pub(super) unsafe fn new(space: &'a L, from: u64, whole: u64, lanes: O::Lanes, step: &'a mut F) -> Self {
        Self { space, from, whole, lanes, step }
    }
}

/// A row, written out, since LLVM unrolls loops only after it has looked for checks to drop.
macro_rules! row {
    ($rows:ident, $lanes:ident, $fused:ident: |$lane:ident| $index:expr; $($number:literal)*) => {$(
        let index = {
            let $lane = $number;
            $index
        };
        let private = ($rows.step)(index, O::take(&mut $lanes, $number), $fused);
        O::put(&mut $lanes, $number, private);
    )*};
}

impl<L: Linear, O: Ops, F: FnMut(L::Item, O::Private, bool) -> O::Private> Rows<'_, L, O, F> {
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "the kernel must take on the instruction set of its caller")]
    pub(super) fn run(self, fused: bool) -> O::Lanes {
        match () {
            () if !tuned(fused) => self.one_by_one(fused),
            () if L::COUNTS => self.count(fused),
            () => self.look_up(fused),
        }
    }

    /// A tenth of the code that rows written out are, most of which nobody would ever run.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as above")]
    fn one_by_one(self, fused: bool) -> O::Lanes {
        let mut lanes = self.lanes;
        for k in 0..self.whole * LANES as u64 {
            let lane = k as usize % LANES;
            let private = (self.step)(self.space.at(self.from + k), O::take(&mut lanes, lane), fused);
            O::put(&mut lanes, lane, private);
        }
        lanes
    }

    /// The last lane first: its bounds checks cover those of the others, which LLVM then drops. A lane sees its own order
    /// only.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as above")]
    fn look_up(self, fused: bool) -> O::Lanes {
        // A local, so that nothing has to be in memory when the body panics.
        let mut lanes = self.lanes;
        for row in 0..self.whole {
            let base = self.space.at(self.from + row * LANES as u64);
            row! {
                // SAFETY: by the contract of `new`, the whole row is in the space.
                self, lanes, fused: |lane| unsafe { self.space.after(base, lane) };
                15 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14
            }
        }
        lanes
    }

    /// From the index before the row, so that each lane adds a number to it. Where the first adds none, LLVM builds the
    /// vector of indices from pieces.
    #[inline(always)]
    #[allow(clippy::inline_always, reason = "as above")]
    fn count(self, fused: bool) -> O::Lanes {
        let mut lanes = self.lanes;
        if self.whole == 0 {
            return lanes;
        }
        let mut before = self.space.shifted(self.space.at(self.from), -1);
        // No other counter: LLVM would count both in one vector. Values of the loop differ, so the last comes once.
        let last = self.space.at(self.from + self.whole * LANES as u64 - 1);
        loop {
            row! {
                self, lanes, fused: |lane| self.space.shifted(before, lane + 1);
                0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
            }
            before = self.space.shifted(before, LANES as i8);
            if before == last {
                return lanes;
            }
        }
    }
}

/// A serial loop that only reduces into `total`, in lanes where it is long enough for the lanes to pay.
#[inline(always)]
#[allow(clippy::inline_always, reason = "the loop must take on the instruction set of its caller")]
pub(crate) fn in_lanes<Op: 'static, L: Linear, T: Reduce<Op>>(
    total: &mut T,
    space: &L,
    mut step: impl FnMut(L::Item, &mut T),
) {
    let trips = space.trips();
    let whole = if trips < 2 * LANES as u64 { 0 } else { trips / LANES as u64 };
    if whole > 0 {
        let ops = (ReduceOp::<Op, T>::new(total),);
        let mut by_value = {
            #[inline(always)]
            |i, (mut value,): (T,), _| {
                step(i, &mut value);
                (value,)
            }
        };
        // SAFETY: `whole` rows are no more than there are iterations.
        let rows =
            unsafe { Rows::<L, (ReduceOp<Op, T>,), _>::new(space, 0, whole, ops.spread(), &mut by_value) };
        // Whether its level can fuse, `step` knows; and it stands in a loop of the user's, at whatever level that is.
        let (sum,) = <(ReduceOp<Op, T>,)>::fold(rows.run(true));
        let identity = T::identity(total);
        *total = std::mem::replace(total, identity).combine(sum);
    }
    for i in space.chunk(whole * LANES as u64, trips) {
        step(i, total);
    }
}

/// Reduces all that a thread's claims yield, with `run` on each piece: block by block where the plan has blocks, else
/// into one value.
#[inline]
fn reduce_blocks<O: Ops>(
    (mut claims, plan, thread): (Claims<'_>, Plan, usize),
    mut run: impl FnMut(u64, u64) -> O::Private,
) -> Forest<O::Private> {
    let mut forest = Forest::new();
    let mut single: Option<O::Private> = None;
    let in_blocks = plan.schedule.in_blocks();
    while let Some((mut from, end)) = claims.next_chunk() {
        while from < end {
            let to = if in_blocks { end.min(from.saturating_add(plan.block)) } else { end };
            let value = run(from, to);
            if in_blocks {
                forest.push::<O>(from / plan.block, value);
            } else {
                single = Some(match single.take() {
                    Some(sum) => O::combine(sum, value),
                    None => value,
                });
            }
            from = to;
        }
    }
    if let Some(value) = single {
        forest.push_tree::<O>(thread as u64, 0, value);
    }
    forest
}
