//! What a team shares for the worksharing constructs that need it: see the README.

use std::{
    any::Any,
    panic::Location,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicU64, Ordering},
    },
};

use crossbeam::utils::CachePadded;

use super::schedule::Plan;
use crate::{context::Context, sync::global::lock_briefly};

/// How many constructs a thread may be ahead of the slowest one before it waits.
const SLOTS: usize = 8;
/// So many threads of a team are told when they meet different constructs.
const TRACKED: usize = 256;

/// The constructs that the threads of a team are in, by sequence number modulo the number of slots.
pub(crate) struct Ring {
    slots: [Slot; SLOTS],
    /// For each thread the phase that it came to the end of last, see `phase_key`. Written by the thread, read by
    /// those that wait for it here.
    ended: Box<[CachePadded<AtomicU64>]>,
}

/// One construct. A cache line pair of its own, since its counter is contended.
#[repr(align(128))]
struct Slot {
    /// Written under `occupant` by the first to arrive, before anybody else can claim from it.
    counter: AtomicU64,
    occupant: Mutex<Option<Occupant>>,
}

struct Occupant {
    /// The region instance. One of an earlier region is a construct that not all its threads met: it counts as gone.
    region: u64,
    sequence: u64,
    plan: Plan,
    at: &'static Location<'static>,
    left: usize,
    /// Who has come, of the first `TRACKED` threads: what tells a thread that waits for itself, or for nobody.
    came: [u64; TRACKED / 64],
    /// What the construct's threads deposit in, made by the first who asks.
    shared: Option<Arc<dyn Any + Send + Sync>>,
}

impl Ring {
    pub(crate) fn new(size: usize) -> Self {
        let slot = || Slot { counter: AtomicU64::new(0), occupant: Mutex::new(None) };
        let ended = || CachePadded::new(AtomicU64::new(0));
        Self { slots: std::array::from_fn(|_| slot()), ended: (0..size).map(|_| ended()).collect() }
    }

    /// The calling thread goes to the barrier that ends its phase: it meets no further construct of this phase.
    #[inline]
    pub(crate) fn end_phase(&self, ctx: &Context) {
        // Release pairs with the Acquire in `passed_by`: the constructs that it has met before.
        self.ended[ctx.thread_num].store(phase_key(ctx), Ordering::Release);
    }

    /// A thread that will never come to the construct with this number, which is in the way of `ctx`: it waits for
    /// `ctx` at a barrier.
    fn passed_by(&self, ctx: &Context, slot: &Slot, sequence: u64) -> Option<usize> {
        // Acquire: see `end_phase`. Before the lock, so that who has come as well as ended is seen to have come.
        let ended = |&thread: &usize| self.ended[thread].load(Ordering::Acquire) == phase_key(ctx);
        let candidates: Vec<_> = (0..self.ended.len().min(TRACKED)).filter(ended).collect();
        let occupant = lock(slot);
        let occupant = occupant.as_ref().filter(|o| (o.region, o.sequence) == (ctx.region_id, sequence))?;
        candidates.into_iter().find(|&thread| came_with(thread, occupant.came) != occupant.came)
    }

    /// Arrives at the construct with this number.
    ///
    /// # Panics
    /// When the threads do not agree on what the construct is.
    pub(crate) fn arrive<'a>(
        &'a self,
        ctx: &Context,
        sequence: u64,
        plan: Plan,
        at: &'static Location<'static>,
    ) -> Arrival<'a> {
        let slot = &self.slots[(sequence % SLOTS as u64) as usize];
        loop {
            let mut occupant = lock(slot);
            let earlier = match occupant.as_mut().filter(|o| o.region == ctx.region_id) {
                None => {
                    // Relaxed: the others read the counter after they have locked `occupant`.
                    slot.counter.store(0, Ordering::Relaxed);
                    let came = came_with(ctx.thread_num, [0; TRACKED / 64]);
                    let (region, left, shared) = (ctx.region_id, 0, None);
                    let new = Occupant { region, sequence, plan, at, left, came, shared };
                    let stale = occupant.replace(new);
                    drop(occupant);
                    drop(stale);
                    return Arrival { slot, threads: plan.threads };
                }
                Some(o) if o.sequence == sequence => {
                    o.came = came_with(ctx.thread_num, o.came);
                    let (theirs, their_at) = (o.plan, o.at);
                    drop(occupant);
                    if plan != theirs || at != their_at {
                        disagree(ctx, (&plan, at), (&theirs, their_at));
                    }
                    return Arrival { slot, threads: plan.threads };
                }
                // A later construct is here although this thread was not yet in this one, or an earlier one waits for
                // this thread, which has passed it by: the threads meet different constructs.
                Some(o) if o.sequence > sequence || o.came != came_with(ctx.thread_num, o.came) => {
                    let (theirs, their_at) = (o.plan, o.at);
                    drop(occupant);
                    disagree(ctx, (&plan, at), (&theirs, their_at));
                }
                Some(o) => (o.sequence, o.at),
            };
            drop(occupant);
            if let Some(thread) = self.passed_by(ctx, slot, earlier.0) {
                refuse_wait(ctx, thread, earlier.1);
            }
            // An earlier construct has threads left to come. They may never, if one of them panicked.
            ctx.wait_a_little();
        }
    }
}

/// Names a phase of a region. It is that of another only after as many barriers, or regions, as no process lives for.
fn phase_key(ctx: &Context) -> u64 {
    ctx.region_id.rotate_left(32) ^ ctx.phase()
}

fn came_with(thread: usize, mut came: [u64; TRACKED / 64]) -> [u64; TRACKED / 64] {
    if let Some(word) = came.get_mut(thread / 64) {
        *word |= 1 << (thread % 64);
    }
    came
}

fn lock(slot: &Slot) -> MutexGuard<'_, Option<Occupant>> {
    // Nothing panics while holding it.
    lock_briefly(&slot.occupant)
}

#[cold]
fn disagree(
    ctx: &Context,
    (mine, at): (&Plan, &Location<'_>),
    (theirs, their_at): (&Plan, &Location<'_>),
) -> ! {
    ctx.refuse(&format!(
        "the threads of a team do not agree on a loop: {} iterations with {:?} at {at}, but {} with {:?} at {their_at}",
        mine.trips, mine.schedule, theirs.trips, theirs.schedule
    ))
}

#[cold]
fn refuse_wait(ctx: &Context, thread: usize, at: &Location<'_>) -> ! {
    ctx.refuse(&format!(
        "thread {thread} waits at a barrier, or at the end of the region, and has not met the loop at {at}: all threads \
         of a team must meet the same loops in the same order"
    ))
}

/// One thread in a construct; dropping it leaves, also when unwinding, and the last one frees the slot.
pub(crate) struct Arrival<'a> {
    slot: &'a Slot,
    threads: usize,
}

impl Arrival<'_> {
    pub(crate) fn counter(&self) -> &AtomicU64 {
        &self.slot.counter
    }

    /// The construct's shared state, which has the same type for all threads or the call panics.
    pub(crate) fn shared<T: Any + Send + Sync>(&self, make: impl FnOnce() -> T) -> Arc<T> {
        let mut occupant = lock(self.slot);
        let occupant = occupant.as_mut().expect("a slot stays occupied until every thread has left");
        let shared = occupant.shared.get_or_insert_with(|| Arc::new(make()));
        let shared = Arc::clone(shared).downcast();
        shared
            .unwrap_or_else(|_| panic!("the threads of a team do not agree on the variables of a reduction"))
    }
}

impl Drop for Arrival<'_> {
    fn drop(&mut self) {
        let mut occupant = lock(self.slot);
        let Some(o) = occupant.as_mut() else { return };
        o.left += 1;
        let done = if o.left == self.threads { occupant.take() } else { None };
        drop(occupant);
        // What was deposited is dropped outside the lock: it may be large.
        drop(done);
    }
}
