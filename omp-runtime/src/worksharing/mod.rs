//! Worksharing-loop constructs (OpenMP 5.2, 11.5). The protocol is in the README beside this file.

mod dynamic;
mod fixed;
mod guided;
#[cfg(all(test, loom))]
mod model;
pub(crate) mod ring;
pub(crate) mod schedule;
mod stealing;
#[cfg(all(test, not(loom)))]
mod tests;

use std::{marker::PhantomData, panic::Location};

pub(crate) use ring::Ring;
pub use schedule::Schedule;
pub(crate) use schedule::{Claims, Plan};

use crate::{
    context::{self, Context, Nesting},
    iteration::Iteration,
    parts::{Distribution, Parts},
    private::{Fork, parallel},
    sync::atomic::AtomicU64,
};

/// Marks the implicit task as being in a worksharing construct, until dropped.
pub(crate) struct Inside<'a>(&'a Context);

impl<'a> Inside<'a> {
    /// # Panics
    /// When the construct is closely nested in one that forbids it (OpenMP 5.2, 17.1).
    pub(crate) fn new(ctx: &'a Context) -> Self {
        let outer = ctx.nesting.get();
        assert!(
            outer == Nesting::Region,
            "a worksharing loop closely nested in a {} construct: move it out, or put a parallel region between",
            format!("{outer:?}").to_lowercase()
        );
        ctx.nesting.set(Nesting::Worksharing);
        Self(ctx)
    }
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.0.nesting.set(Nesting::Region);
    }
}

/// Shares the loop's iterations among the threads of the current team. Has no barrier.
///
/// # Panics
/// When the threads do not agree on the loop, or the construct is closely nested in one that forbids it.
#[inline]
#[track_caller]
#[allow(clippy::needless_pass_by_value, reason = "the construct owns its loop and parts")]
pub fn for_loop<L, P, B>(schedule: Schedule, space: L, parts: P, mut body: B)
where
    L: Iteration,
    P: Parts,
    B: for<'c> FnMut(L::Chunk, P::Blocks<'c>),
{
    let at = Location::caller();
    context::with(|ctx| {
        let plan = Plan::new(schedule.resolve(ctx), space.trips(), 1, ctx.team().size);
        in_construct(ctx, plan, None, at, |claims, construct, _| {
            parts.enter(space.axes().as_slice(), plan.distribution(construct));
            // SAFETY: entered above with the axes of `space`; `in_construct` gives the claims of this construct.
            unsafe { run_claims(&space, &parts, claims, &mut body) };
        });
    });
}

/// Enters the next worksharing construct of this implicit task and leaves it when `f` is done.
/// A static plan touches nothing shared, unless there is something to `share`; its threads agree through the parts, if any.
pub(crate) fn in_construct<R>(
    ctx: &Context,
    plan: Plan,
    share: Option<&dyn Fn(&mut ring::Shared)>,
    at: &'static Location<'static>,
    f: impl FnOnce(Claims<'_>, u64, Option<&ring::Arrival<'_>>) -> R,
) -> R {
    let _inside = Inside::new(ctx);
    let construct = ctx.met.next();
    if (plan.is_static() && share.is_none()) || plan.threads == 1 {
        return f(plan.claims(ctx.thread_num, &AtomicU64::new(0)), construct, None);
    }
    let arrival = ctx.team().constructs.arrive(ctx, construct, (plan, at), share);
    f(arrival.claims(plan, ctx.thread_num), construct, Some(&arrival))
}

/// Runs `body` on every chunk claimed.
///
/// # Safety
/// `parts` was entered with the axes of `space`, and over all threads of the construct `claims` yields each
/// iteration at most once. The caller is in the nesting `Worksharing`.
#[inline]
unsafe fn run_claims<L, P, B>(space: &L, parts: &P, mut claims: Claims<'_>, body: &mut B)
where
    L: Iteration,
    P: Parts,
    B: for<'c> FnMut(L::Chunk, P::Blocks<'c>),
{
    while let Some((from, to)) = claims.next_chunk() {
        // SAFETY: by the caller; the body cannot keep a block whose lifetime it is generic over.
        let blocks = unsafe { parts.blocks(from, to) };
        body(space.chunk(from, to), blocks);
    }
}

/// The distribution of a combined construct: with a number no other construct has, in any team. Two threads of an
/// outer team that both get there with one array must not be taken for threads that share the construct.
pub(crate) fn unique() -> Distribution {
    Distribution::Claimed { construct: context::new_region_id() | 1 << 63 }
}

/// What a combined construct evaluates once, on the encountering thread, and every thread reads.
pub(crate) struct Shared<L, P> {
    pub(crate) schedule: Schedule,
    pub(crate) space: L,
    pub(crate) parts: P,
    /// The claims of the one region that this value is made for.
    pub(crate) counter: AtomicU64,
}

impl<L: Iteration, P: Parts> Shared<L, P> {
    pub(crate) fn new(schedule: Schedule, space: L, parts: P) -> Self {
        if P::ANY {
            parts.enter(space.axes().as_slice(), unique());
        }
        let schedule = context::with(|ctx| schedule.resolve(ctx));
        Self { schedule, space, parts, counter: AtomicU64::new(0) }
    }

    /// Has `f` take the claims of this thread of the construct's team. To be called once by each.
    pub(crate) fn share_out<R>(
        &self,
        ctx: &Context,
        who: Member,
        block: u64,
        at: &'static Location<'static>,
        f: impl FnOnce(Claims<'_>, Plan) -> R,
    ) -> R {
        let plan = who.plan(self.schedule, self.space.trips(), block);
        if plan.stolen_chunks().is_some() {
            return in_construct(ctx, plan, None, at, |claims, _, _| f(claims, plan));
        }
        let _inside = Inside::new(ctx);
        f(plan.claims(who.thread, &self.counter), plan)
    }
}

/// A thread of the team that a combined construct made.
#[derive(Clone, Copy)]
pub(crate) struct Member {
    pub(crate) thread: usize,
    pub(crate) threads: usize,
}

impl Member {
    pub(crate) fn current() -> Self {
        context::with(|ctx| Self { thread: ctx.thread_num, threads: ctx.team().size })
    }

    pub(crate) fn plan(self, schedule: Schedule, trips: u64, block: u64) -> Plan {
        Plan::new(schedule, trips, block, self.threads)
    }
}

/// One thread's share of a combined loop.
pub struct Share<'s, L, P> {
    shared: &'s Shared<L, P>,
    who: Member,
    /// Stays on the thread it was made for.
    here: PhantomData<*const ()>,
}

impl<L: Iteration, P: Parts> Share<'_, L, P> {
    /// Runs `f` on the thread's chunks.
    #[inline]
    #[track_caller]
    #[allow(clippy::needless_pass_by_value, reason = "a share is run once")]
    pub fn run<F>(self, mut f: F)
    where
        F: for<'c> FnMut(L::Chunk, P::Blocks<'c>),
    {
        let at = Location::caller();
        context::with(|ctx| {
            self.shared.share_out(ctx, self.who, 1, at, |claims, _| {
                // SAFETY: `Shared::new` entered the parts; each thread of the team has one share, which this consumes.
                unsafe { run_claims(&self.shared.space, &self.shared.parts, claims, &mut f) };
            });
        });
    }
}

/// `parallel for`: a new team, whose threads each call `body` once with their share of the loop.
///
/// # Panics
/// What the body panics with.
#[inline]
#[track_caller]
pub fn parallel_for<L, P, B>(fork: Fork, schedule: Schedule, space: L, parts: P, body: B)
where
    L: Iteration,
    P: Parts + Sync,
    B: for<'s> Fn(Share<'s, L, P>) + Sync,
{
    let shared = Shared::new(schedule, space, parts);
    parallel(fork, move || body(Share { shared: &shared, who: Member::current(), here: PhantomData }));
}
