//! What a team shares for the worksharing constructs that need it: see the README.

use std::{
    any::Any,
    panic::Location,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use super::schedule::Plan;
use crate::context::Context;

/// How many constructs a thread may be ahead of the slowest one before it waits.
const SLOTS: usize = 8;

/// The constructs that the threads of a team are in, by sequence number modulo the number of slots.
pub(crate) struct Ring {
    slots: [Slot; SLOTS],
}

/// One construct. A cache line pair of its own, since its counter is contended.
#[repr(align(128))]
struct Slot {
    /// Written under `occupant` by the first to arrive, before anybody else can claim from it.
    counter: AtomicU64,
    occupant: Mutex<Option<Occupant>>,
}

struct Occupant {
    sequence: u64,
    plan: Plan,
    at: &'static Location<'static>,
    left: usize,
    /// Who has come, for the first 256 threads: what tells a thread that waits for itself.
    came: [u64; 4],
    /// What the construct's threads deposit in, made by the first who asks.
    shared: Option<Arc<dyn Any + Send + Sync>>,
}

impl Ring {
    pub(crate) fn new() -> Self {
        let slot = || Slot { counter: AtomicU64::new(0), occupant: Mutex::new(None) };
        Self { slots: std::array::from_fn(|_| slot()) }
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
            match &mut *occupant {
                None => {
                    // Relaxed: the others read the counter after they have locked `occupant`.
                    slot.counter.store(0, Ordering::Relaxed);
                    let came = came_with(ctx.thread_num, [0; 4]);
                    *occupant = Some(Occupant { sequence, plan, at, left: 0, came, shared: None });
                    return Arrival { slot, threads: plan.threads };
                }
                Some(o) if o.sequence == sequence => {
                    o.came = came_with(ctx.thread_num, o.came);
                    let (theirs, their_at) = (o.plan, o.at);
                    drop(occupant);
                    agree(&plan, at, &theirs, their_at);
                    return Arrival { slot, threads: plan.threads };
                }
                // A later construct is here although this thread was not yet in this one, or an earlier one waits for
                // this thread, which has passed it by: the threads meet different constructs.
                Some(o) if o.sequence > sequence || o.came != came_with(ctx.thread_num, o.came) => {
                    let (theirs, their_at) = (o.plan, o.at);
                    drop(occupant);
                    disagree(&plan, at, &theirs, their_at);
                }
                Some(_) => drop(occupant),
            }
            // An earlier construct has threads left to come. They may never, if one of them panicked.
            ctx.wait_a_little();
        }
    }
}

fn came_with(thread: usize, mut came: [u64; 4]) -> [u64; 4] {
    if let Some(word) = came.get_mut(thread / 64) {
        *word |= 1 << (thread % 64);
    }
    came
}

fn lock(slot: &Slot) -> MutexGuard<'_, Option<Occupant>> {
    // Nothing panics while holding it.
    slot.occupant.lock().unwrap_or_else(PoisonError::into_inner)
}

fn agree(mine: &Plan, at: &'static Location<'static>, theirs: &Plan, their_at: &'static Location<'static>) {
    if mine != theirs || at != their_at {
        disagree(mine, at, theirs, their_at);
    }
}

#[cold]
fn disagree(mine: &Plan, at: &Location<'_>, theirs: &Plan, their_at: &Location<'_>) -> ! {
    panic!(
        "the threads of a team do not agree on a loop: {} iterations with {:?} at {at}, but {} with {:?} at {their_at}",
        mine.trips, mine.schedule, theirs.trips, theirs.schedule
    );
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
