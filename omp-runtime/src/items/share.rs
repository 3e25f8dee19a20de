//! The worksharing constructs over items.

use std::{
    cell::Cell,
    collections::BTreeMap,
    marker::PhantomData,
    panic::Location,
    sync::{Mutex, PoisonError},
};

use super::Items;
use crate::{
    context,
    fork::parallel_collect,
    parts::{Axis, Parts},
    private::{Fork, parallel},
    reduction::{Forest, Ops, PrivateOf, Reductions, reduction_block},
    sync::atomic::AtomicU64,
    worksharing::{Inside, Member, Plan, Schedule, in_construct, unique},
};

/// The items of one combined construct that nobody has taken yet.
struct Pool<S, P> {
    schedule: Schedule,
    len: u64,
    parts: P,
    counter: AtomicU64,
    state: Mutex<State<S>>,
}

enum State<S> {
    /// No thread has come yet.
    Whole(S),
    /// `dynamic`, `guided`: the items behind the last claim.
    Front(S),
    /// `static`: the pieces by their first index.
    Pieces(BTreeMap<u64, S>),
    /// All are taken, or splitting them panicked.
    Gone,
}

impl<S: Items, P: Parts> Pool<S, P> {
    fn new(schedule: Schedule, items: S, parts: P) -> Self {
        let schedule = context::with(|ctx| schedule.resolve(ctx));
        let len = items.len() as u64;
        parts.enter(&[axis(len)], unique());
        Self { schedule, len, parts, counter: AtomicU64::new(0), state: Mutex::new(State::Whole(items)) }
    }

    /// The next piece of a thread with this plan, and the index of its first item.
    fn next(&self, plan: Plan, thread: usize, claimed: &mut Vec<(u64, u64)>) -> Option<(u64, S)> {
        // A thread that panicked while it split the items leaves `Gone`.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (from, to) = if plan.is_static() {
            claimed.pop()?
        } else {
            // Under the lock, so that pieces leave the front in the order of the claims.
            plan.claims(thread, &self.counter).next_chunk()?
        };
        let (piece, rest) = match std::mem::replace(&mut *state, State::Gone) {
            State::Whole(all) if plan.is_static() => take_piece(split_all(all, plan), from),
            State::Pieces(pieces) => take_piece(pieces, from),
            State::Whole(all) | State::Front(all) => {
                let (piece, rest) = all.split_at((to - from) as usize);
                (Some(piece), State::Front(rest))
            }
            State::Gone => (None, State::Gone),
        };
        *state = rest;
        Some((from, piece?))
    }
}

/// Items are numbered as `enumerate` does.
fn axis(len: u64) -> Axis {
    Axis { first: 0, step: 1, trips: len }
}

fn take_piece<S>(mut pieces: BTreeMap<u64, S>, from: u64) -> (Option<S>, State<S>) {
    let piece = pieces.remove(&from);
    (piece, State::Pieces(pieces))
}

/// Cuts the items where a static plan does.
fn split_all<S: Items>(items: S, plan: Plan) -> BTreeMap<u64, S> {
    let unused = AtomicU64::new(0);
    let mut cuts: Vec<_> = (0..plan.threads).flat_map(|t| chunks_of(plan, t, &unused)).collect();
    cuts.sort_unstable();
    let mut rest = items;
    let mut pieces = BTreeMap::new();
    for (from, to) in cuts {
        let (piece, behind) = rest.split_at((to - from) as usize);
        pieces.insert(from, piece);
        rest = behind;
    }
    pieces
}

fn chunks_of(plan: Plan, thread: usize, counter: &AtomicU64) -> Vec<(u64, u64)> {
    let mut claims = plan.claims(thread, counter);
    std::iter::from_fn(|| claims.next_chunk()).collect()
}

/// One thread's share of a loop over items.
pub struct ItemsShare<'s, S, P, O: Ops = ()> {
    pool: &'s Pool<S, P>,
    reduction: Option<(&'s O, &'s Cell<Forest<O::Private>>)>,
    who: Member,
    /// Stays on the thread it was made for.
    here: PhantomData<*const ()>,
}

impl<S: Items, P: Parts, O: Ops> ItemsShare<'_, S, P, O> {
    fn each(&self, block: u64, mut f: impl FnMut(u64, S)) {
        let plan = self.who.plan(self.pool.schedule, self.pool.len, block);
        let mut mine = Vec::new();
        if plan.is_static() {
            mine = chunks_of(plan, self.who.thread, &AtomicU64::new(0));
            mine.reverse();
        }
        context::with(|ctx| {
            let _inside = Inside::new(ctx);
            while let Some((from, piece)) = self.pool.next(plan, self.who.thread, &mut mine) {
                f(from, piece);
            }
        });
    }
}

impl<S: Items, P: Parts> ItemsShare<'_, S, P> {
    /// Runs `f` on the thread's pieces.
    pub fn run<F>(self, mut f: F)
    where
        F: for<'c> FnMut(S::Iter, P::Blocks<'c>),
    {
        self.each(1, |from, piece| {
            let to = from + piece.len() as u64;
            // SAFETY: `Pool::new` entered the parts, and the pool gives out each index once. `each` has set the
            // nesting; the body cannot keep a block whose lifetime it is generic over.
            let blocks = unsafe { self.pool.parts.blocks(from, to) };
            f(piece.into_iter(), blocks);
        });
    }
}

/// A loop over items with a `reduction` clause.
pub struct ItemsReduceShare<'s, S, P, O: Ops>(ItemsShare<'s, S, P, O>);

impl<S: Items, P: Parts, O: Ops> ItemsReduceShare<'_, S, P, O> {
    /// Runs `f` on the thread's pieces; it returns the private copies it was given.
    pub fn run<F>(self, mut f: F)
    where
        F: for<'c> FnMut(S::Iter, P::Blocks<'c>, O::Private) -> O::Private,
    {
        let Some((ops, mine)) = self.0.reduction else { return };
        let schedule = self.0.pool.schedule;
        let block = reduction_block(schedule, self.0.pool.len);
        let mut forest = Forest::new();
        let mut single = None;
        let parts = &self.0.pool.parts;
        let mut step = |from: u64, piece: S, start| {
            let to = from + piece.len() as u64;
            // SAFETY: as in `ItemsShare::run`.
            let blocks = unsafe { parts.blocks(from, to) };
            f(piece.into_iter(), blocks, start)
        };
        self.0.each(block, |mut from, mut piece| {
            if !schedule.in_blocks() {
                let start = single.take().unwrap_or_else(|| ops.identity());
                single = Some(step(from, piece, start));
                return;
            }
            while !piece.is_empty() {
                let size = piece.len().min(block as usize);
                let (head, rest) = piece.split_at(size);
                forest.push::<O>(from / block, step(from, head, ops.identity()));
                from += size as u64;
                piece = rest;
            }
        });
        if let Some(value) = single {
            forest.push::<O>(self.0.who.thread as u64, value);
        }
        mine.set(forest);
    }
}

/// `parallel for` over items.
///
/// # Panics
/// What the body panics with.
#[track_caller]
pub fn parallel_for_items<S, P, B>(fork: Fork, schedule: Schedule, items: S, parts: P, body: B)
where
    S: Items,
    P: Parts + Sync,
    B: for<'s> Fn(ItemsShare<'s, S, P>) + Sync,
{
    let pool = Pool::new(schedule, items, parts);
    parallel(fork, move || {
        body(ItemsShare { pool: &pool, reduction: None, who: Member::current(), here: PhantomData });
    });
}

/// `parallel for reduction(..)` over items; reproducible as over ranges, with one lane a block.
///
/// # Panics
/// What the body panics with; the originals are then as before.
#[track_caller]
pub fn parallel_for_items_reduce<S, P, R, B>(
    fork: Fork,
    schedule: Schedule,
    items: S,
    parts: P,
    reductions: R,
    body: B,
) where
    S: Items,
    P: Parts + Sync,
    R: Reductions,
    B: for<'s> Fn(ItemsReduceShare<'s, S, P, R::Ops>) + Sync,
{
    let pool = Pool::new(schedule, items, parts);
    let ops = reductions.ops();
    let one = move || {
        let mine: Cell<Forest<PrivateOf<R>>> = Cell::new(Forest::new());
        let reduction = Some((&ops, &mine));
        let who = Member::current();
        body(ItemsReduceShare(ItemsShare { pool: &pool, reduction, who, here: PhantomData }));
        mine.into_inner()
    };
    if let Some(total) = parallel_collect(fork, one, Forest::merge::<R::Ops>) {
        reductions.finish(total);
    }
}

/// `for` over items in a region. Every thread brings the same items, so only shared ones, which can be cloned, will do.
/// Has no barrier.
///
/// # Panics
/// When the threads do not agree on the loop, or the construct is closely nested in one that forbids it.
#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "the construct owns its parts")]
pub fn for_items<S, P, B>(schedule: Schedule, items: S, parts: P, mut body: B)
where
    S: Items + Clone,
    P: Parts,
    B: for<'c> FnMut(S::Iter, P::Blocks<'c>),
{
    let at = Location::caller();
    context::with(|ctx| {
        // The items are split off from the front.
        let schedule = schedule.resolve(ctx).monotonic();
        let plan = Plan::new(schedule, items.len() as u64, 1, ctx.team().size);
        in_construct(ctx, plan, None, at, |mut claims, construct, _| {
            parts.enter(&[axis(items.len() as u64)], plan.distribution(construct));
            let mut rest = Some((0, items));
            while let Some((from, to)) = claims.next_chunk() {
                // A thread's claims only grow, so what is behind it is not needed again.
                let Some((start, left)) = rest.take() else { return };
                let (_, left) = left.split_at((from - start) as usize);
                let (piece, left) = left.split_at((to - from) as usize);
                rest = Some((to, left));
                // SAFETY: entered above; the claims of the construct give each index to one thread, once.
                body(piece.into_iter(), unsafe { parts.blocks(from, to) });
            }
        });
    });
}
