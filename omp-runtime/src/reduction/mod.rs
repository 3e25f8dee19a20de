//! Reductions with the same bits for any number of threads and any processor.
//!
//! Iterations fall into blocks by the trip count alone (`tree.rs`), each block is reduced in a fixed number of lanes
//! (`lanes.rs`), blocks combine in a fixed tree, and the original value comes first. Threads take whole blocks. In a
//! loop of few iterations each is a block of its own, and rows of them are whole subtrees (`rows.rs`).
//! Schedules other than the default keep one partial result a thread, combined in thread order, unless the clause
//! says `order(reproducible)`.

mod deposits;
mod lanes;
mod ops;
mod rows;
mod run;
#[cfg(all(test, not(loom)))]
mod tests;
mod tree;

use std::{cell::Cell, marker::PhantomData, panic::Location};

pub(crate) use deposits::Deposits;
pub use lanes::{Ops, ReduceOp, Value};
pub use ops::{Add, BitAnd, BitOr, BitXor, LogicalAnd, LogicalOr, Max, Min, Mul, Reduce};
pub use rows::simd_lanes;
pub(crate) use run::in_lanes;
use run::{Body, Chunked, Laned};
pub(crate) use tree::Forest;
use tree::block_size;

use crate::{
    constructs::single,
    context,
    fork::parallel_collect,
    iteration::{Iteration, Linear},
    parts::Parts,
    private::Fork,
    worksharing::{Member, Plan, Schedule, Shared, in_construct},
};

/// A variable of a `reduction` clause on a construct that makes its own team.
pub struct Reduction<'a, Op, T> {
    original: &'a mut T,
    op: PhantomData<fn(Op)>,
}

impl<Op, T: Reduce<Op>> Reduction<'_, Op, T> {
    fn finish(self, total: T) {
        let identity = T::identity(self.original);
        let original = std::mem::replace(self.original, identity);
        *self.original = original.combine(total);
    }
}

/// `reduction(op: x)`; the original is combined into when the construct ends.
pub fn reduction<Op, T: Reduce<Op>>(original: &mut T) -> Reduction<'_, Op, T> {
    Reduction { original, op: PhantomData }
}

/// `reduction(op: x)` on a construct of which each thread has its own `x`.
pub fn reduce_op<Op, T: Reduce<Op>>(like: &T) -> ReduceOp<Op, T> {
    ReduceOp::new(like)
}

/// A tuple of [`Reduction`]s.
pub trait Reductions {
    /// Their operators and identities, for all threads to read.
    type Ops: Ops;
    /// The operators.
    fn ops(&self) -> Self::Ops;
    /// Combines a total into the originals.
    fn finish(self, total: <Self::Ops as Ops>::Private);
}

pub(crate) type PrivateOf<R> = <<R as Reductions>::Ops as Ops>::Private;

/// `parallel reduction(..)`: each thread's copies, combined in thread order.
///
/// # Panics
/// What the body panics with; the originals are then as before.
#[track_caller]
pub fn parallel_reduce<R, B>(fork: Fork, reductions: R, body: B)
where
    R: Reductions,
    B: Fn(PrivateOf<R>) -> PrivateOf<R> + Sync,
{
    let ops = reductions.ops();
    // Nothing but the value travels: what a region without a loop costs is what this costs.
    if let Some(total) = parallel_collect(fork, move || body(ops.identity()), Forest::of_leaves::<R::Ops>) {
        reductions.finish(total);
    }
}

/// One thread's share of a combined loop with a `reduction` clause.
pub struct ReduceShare<'s, L, P, O: Ops> {
    shared: &'s Shared<L, P>,
    ops: &'s O,
    mine: &'s Cell<Forest<O::Private>>,
    who: Member,
    /// Stays on the thread it was made for.
    here: PhantomData<*const ()>,
}

impl<L: Iteration, P: Parts, O: Ops> ReduceShare<'_, L, P, O> {
    /// Runs `f` on the thread's chunks; it returns the private copies it was given.
    #[inline]
    #[track_caller]
    pub fn run<F>(self, f: F)
    where
        F: for<'c> FnMut(L::Chunk, P::Blocks<'c>, O::Private) -> O::Private,
    {
        self.reduce(&mut Chunked(f));
    }

    /// Runs `f` on each of the thread's iterations, several in flight at a time in lanes of a vector. `f` is told whether
    /// it is compiled with fused multiply-add.
    #[inline]
    #[track_caller]
    pub fn run_lanes<F>(self, f: F)
    where
        L: Linear,
        F: for<'c> FnMut(L::Item, &mut P::Blocks<'c>, O::Private, bool) -> O::Private,
    {
        self.reduce(&mut Laned(f));
    }

    #[inline]
    #[track_caller]
    fn reduce<B: Body<L, P, O>>(self, body: &mut B) {
        let at = Location::caller();
        let forest = context::with(|ctx| {
            let Shared { schedule, space, parts, .. } = self.shared;
            let block = B::block(*schedule, space.trips(), self.who.threads);
            self.shared.share_out(ctx, self.who, block, at, |claims, plan| {
                let share = (claims, plan, self.who.thread);
                // SAFETY: `Shared::new` entered the parts; each thread of the team has one share, which this consumes.
                unsafe { body.reduce(space, parts, self.ops, share) }
            })
        });
        self.mine.set(forest);
    }
}

/// The block size that a reduction asks of its schedule.
pub(crate) fn reduction_block(schedule: Schedule, trips: u64) -> u64 {
    if schedule.in_blocks() { block_size(trips) } else { 1 }
}

/// `parallel for reduction(..)`: a new team, whose threads each call `body` once with their share.
///
/// # Panics
/// What the body panics with; the originals are then as before.
#[inline]
#[track_caller]
pub fn parallel_for_reduce<L, P, R, B>(
    fork: Fork,
    schedule: Schedule,
    space: L,
    parts: P,
    reductions: R,
    body: B,
) where
    L: Iteration,
    P: Parts + Sync,
    R: Reductions,
    B: for<'s> Fn(ReduceShare<'s, L, P, R::Ops>) + Sync,
{
    let shared = Shared::new(schedule, space, parts);
    let ops = reductions.ops();
    let one = move || {
        let mine = Cell::new(Forest::new());
        let who = Member::current();
        body(ReduceShare { shared: &shared, ops: &ops, mine: &mine, who, here: PhantomData });
        mine.into_inner()
    };
    if let Some(total) = parallel_collect(fork, one, Forest::merge::<R::Ops>) {
        reductions.finish(total);
    }
}

/// A loop with a `reduction` clause in a region. `finish` gets the total on exactly one thread, the last to come; it
/// is not called for a loop without iterations. Has no barrier.
///
/// # Panics
/// When the threads do not agree on the loop, or the construct is closely nested in one that forbids it.
#[inline]
#[track_caller]
#[allow(clippy::needless_pass_by_value, reason = "the construct owns its loop, parts and variables")]
pub fn for_reduce<L, P, O, F>(
    schedule: Schedule,
    space: L,
    parts: P,
    ops: O,
    body: F,
    finish: impl FnOnce(O::Private),
) where
    L: Iteration,
    P: Parts,
    O: Ops,
    F: for<'c> FnMut(L::Chunk, P::Blocks<'c>, O::Private) -> O::Private,
{
    let total = in_region(schedule, &space, &parts, &ops, &mut Chunked(body), Location::caller());
    if let Some(total) = total {
        finish(total);
    }
}

/// [`for_reduce`] by single iterations in lanes.
///
/// # Panics
/// As [`for_reduce`].
#[inline]
#[track_caller]
#[allow(clippy::needless_pass_by_value, reason = "the construct owns its loop, parts and variables")]
pub fn for_reduce_lanes<L, P, O, F>(
    schedule: Schedule,
    space: L,
    parts: P,
    ops: O,
    body: F,
    finish: impl FnOnce(O::Private),
) where
    L: Linear,
    P: Parts,
    O: Ops,
    F: for<'c> FnMut(L::Item, &mut P::Blocks<'c>, O::Private, bool) -> O::Private,
{
    let total = in_region(schedule, &space, &parts, &ops, &mut Laned(body), Location::caller());
    if let Some(total) = total {
        finish(total);
    }
}

/// The total, on the last thread to come; `None` on the others.
fn in_region<L, P, O, B>(
    schedule: Schedule,
    space: &L,
    parts: &P,
    ops: &O,
    body: &mut B,
    at: &'static Location<'static>,
) -> Option<O::Private>
where
    L: Iteration,
    P: Parts,
    O: Ops,
    B: Body<L, P, O>,
{
    context::with(|ctx| {
        let schedule = schedule.resolve(ctx);
        let block = B::block(schedule, space.trips(), ctx.team().size);
        let plan = Plan::new(schedule, space.trips(), block, ctx.team().size);
        let share = |shared: &mut _| Deposits::<O::Private>::prepare(shared, plan.threads);
        in_construct(ctx, plan, Some(&share), at, |claims, construct, arrival| {
            parts.enter(space.axes().as_slice(), plan.distribution(construct));
            // SAFETY: entered above with the axes of `space`; `in_construct` gives the claims of this construct.
            let forest = unsafe { body.reduce(space, parts, ops, (claims, plan, ctx.thread_num)) };
            let Some(arrival) = arrival else { return Forest::merge::<O>(&mut std::iter::once(forest)) };
            let deposits: &Deposits<O::Private> = arrival.shared();
            // SAFETY: each thread arrives at the construct once; the slot was occupied when all had left the one before.
            unsafe { deposits.leave::<O>(ctx.thread_num, forest) }
        })
    })
}

/// An orphaned loop with a `reduction` clause: every thread gets the combined value (the identity, if the loop has no
/// iterations). Contains its barriers.
///
/// # Panics
/// As [`for_reduce`].
#[inline]
#[track_caller]
#[allow(clippy::needless_pass_by_value, reason = "the construct owns its loop, parts and variables")]
pub fn for_reduce_all<L, P, O, F>(schedule: Schedule, space: L, parts: P, ops: O, body: F) -> O::Private
where
    L: Iteration,
    P: Parts,
    O: Ops,
    F: for<'c> FnMut(L::Chunk, P::Blocks<'c>, O::Private) -> O::Private,
{
    all(schedule, &space, &parts, &ops, &mut Chunked(body), Location::caller())
}

/// [`for_reduce_all`] by single iterations in lanes.
///
/// # Panics
/// As [`for_reduce`].
#[inline]
#[track_caller]
#[allow(clippy::needless_pass_by_value, reason = "the construct owns its loop, parts and variables")]
pub fn for_reduce_all_lanes<L, P, O, F>(schedule: Schedule, space: L, parts: P, ops: O, body: F) -> O::Private
where
    L: Linear,
    P: Parts,
    O: Ops,
    F: for<'c> FnMut(L::Item, &mut P::Blocks<'c>, O::Private, bool) -> O::Private,
{
    all(schedule, &space, &parts, &ops, &mut Laned(body), Location::caller())
}

#[track_caller]
fn all<L, P, O, B>(
    schedule: Schedule,
    space: &L,
    parts: &P,
    ops: &O,
    body: &mut B,
    at: &'static Location<'static>,
) -> O::Private
where
    L: Iteration,
    P: Parts,
    O: Ops,
    B: Body<L, P, O>,
{
    let mine = in_region(schedule, space, parts, ops, body, at);
    single::broadcast(mine, at).unwrap_or_else(|| ops.identity())
}
