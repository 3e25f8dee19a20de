//! The worksharing constructs over items.

use std::{
    collections::BTreeMap,
    marker::PhantomData,
    panic::Location,
    sync::{Mutex, PoisonError, atomic::AtomicU64},
};

use super::Items;
use crate::{
    context,
    private::{Fork, parallel},
    reduction::{Deposits, Forest, Ops, PrivateOf, Reductions, reduction_block},
    worksharing::{Inside, Member, Plan, Schedule, in_construct},
};

/// The items of one combined construct that nobody has taken yet.
struct Pool<S> {
    schedule: Schedule,
    len: u64,
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

impl<S: Items> Pool<S> {
    fn new(schedule: Schedule, items: S) -> Self {
        let schedule = context::with(|ctx| schedule.resolve(ctx));
        let len = items.len() as u64;
        Self { schedule, len, counter: AtomicU64::new(0), state: Mutex::new(State::Whole(items)) }
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
pub struct ItemsShare<'s, S, O: Ops = ()> {
    pool: &'s Pool<S>,
    reduction: Option<(&'s O, &'s Deposits<O::Private>)>,
    who: Member,
    /// Stays on the thread it was made for.
    here: PhantomData<*const ()>,
}

impl<S: Items, O: Ops> ItemsShare<'_, S, O> {
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

impl<S: Items> ItemsShare<'_, S> {
    /// Runs `f` on the thread's pieces.
    pub fn run(self, mut f: impl FnMut(S::Iter)) {
        self.each(1, |_, piece| f(piece.into_iter()));
    }
}

/// A loop over items with a `reduction` clause.
pub struct ItemsReduceShare<'s, S, O: Ops>(ItemsShare<'s, S, O>);

impl<S: Items, O: Ops> ItemsReduceShare<'_, S, O> {
    /// Runs `f` on the thread's pieces; it returns the private copies it was given.
    pub fn run(self, mut f: impl FnMut(S::Iter, O::Private) -> O::Private) {
        let Some((ops, deposits)) = self.0.reduction else { return };
        let schedule = self.0.pool.schedule;
        let block = reduction_block(schedule, self.0.pool.len);
        let mut forest = Forest::new();
        let mut single = None;
        self.0.each(block, |mut from, mut piece| {
            if !schedule.in_blocks() {
                let start = single.take().unwrap_or_else(|| ops.identity());
                single = Some(f(piece.into_iter(), start));
                return;
            }
            while !piece.is_empty() {
                let size = piece.len().min(block as usize);
                let (head, rest) = piece.split_at(size);
                forest.push::<O>(from / block, f(head.into_iter(), ops.identity()));
                from += size as u64;
                piece = rest;
            }
        });
        if let Some(value) = single {
            forest.push::<O>(self.0.who.thread as u64, value);
        }
        deposits.leave(forest);
    }
}

/// `parallel for` over items.
///
/// # Panics
/// What the body panics with.
#[track_caller]
pub fn parallel_for_items<S, B>(fork: Fork, schedule: Schedule, items: S, body: B)
where
    S: Items,
    B: for<'s> Fn(ItemsShare<'s, S>) + Sync,
{
    let pool = Pool::new(schedule, items);
    parallel(fork, || {
        body(ItemsShare { pool: &pool, reduction: None, who: Member::current(), here: PhantomData });
    });
}

/// `parallel for reduction(..)` over items; reproducible as over ranges, with one lane a block.
///
/// # Panics
/// What the body panics with; the originals are then as before.
#[track_caller]
pub fn parallel_for_items_reduce<S, R, B>(fork: Fork, schedule: Schedule, items: S, reductions: R, body: B)
where
    S: Items,
    R: Reductions,
    B: for<'s> Fn(ItemsReduceShare<'s, S, R::Ops>) + Sync,
{
    let pool = Pool::new(schedule, items);
    let ops = reductions.ops();
    let deposits: Deposits<PrivateOf<R>> = Deposits::new();
    parallel(fork, || {
        let reduction = Some((&ops, &deposits));
        body(ItemsReduceShare(ItemsShare {
            pool: &pool,
            reduction,
            who: Member::current(),
            here: PhantomData,
        }));
    });
    if let Some(total) = deposits.total::<R::Ops>() {
        reductions.finish(total);
    }
}

/// `for` over items in a region. Every thread brings the same items, so only shared ones, which can be cloned, will do.
/// Has no barrier.
///
/// # Panics
/// When the threads do not agree on the loop, or the construct is closely nested in one that forbids it.
#[track_caller]
pub fn for_items<S: Items + Clone>(schedule: Schedule, items: S, mut body: impl FnMut(S::Iter)) {
    let at = Location::caller();
    context::with(|ctx| {
        let plan = Plan::new(schedule.resolve(ctx), items.len() as u64, 1, ctx.team().size);
        in_construct(ctx, plan, false, at, |mut claims, _, _| {
            let mut rest = Some((0, items));
            while let Some((from, to)) = claims.next_chunk() {
                // A thread's claims only grow, so what is behind it is not needed again.
                let Some((start, left)) = rest.take() else { return };
                let (_, left) = left.split_at((from - start) as usize);
                let (piece, left) = left.split_at((to - from) as usize);
                rest = Some((to, left));
                body(piece.into_iter());
            }
        });
    });
}
