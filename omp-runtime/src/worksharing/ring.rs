//! What a team shares for the worksharing constructs that need it: see the README.

use std::{any::Any, cell::Cell, panic::Location};

use crossbeam::utils::CachePadded;

use super::{
    schedule::{Claims, Plan},
    stealing::{Hand, deal, empty_hands},
};
use crate::{
    context::Context,
    sync::{
        UnsafeCell,
        atomic::{AtomicBool, AtomicU64, Ordering},
        spin_loop,
    },
};

/// How many constructs a thread may be ahead of the slowest one before it waits.
const SLOTS: usize = if cfg!(loom) { 1 } else { 8 };
/// How often a thread looks again before it lets others run: about as long as another needs to occupy a slot.
const SPINS: u32 = 64;
/// The number of no construct.
const NONE: u64 = u64::MAX;

/// The constructs that the threads of a team are in, by number modulo the number of slots.
pub(crate) struct Ring {
    slots: [Slot; SLOTS],
    /// By thread number.
    progress: Box<[CachePadded<Progress>]>,
}

/// How far a thread has come. Written by the thread; read by others that want a slot.
struct Progress {
    /// The region that `left` is about: in any other the thread has left nothing yet. Written behind `left`.
    region: AtomicU64,
    /// One more than the number of the last construct that the thread has left.
    left: AtomicU64,
}

/// One construct.
struct Slot {
    /// Taken by who wants to occupy the slot, which waits for nobody while it holds it.
    claimed: CachePadded<AtomicBool>,
    /// The region instance, and the number of the construct there, or `NONE` while that changes. Written by the occupier,
    /// the number behind everything else.
    region: AtomicU64,
    number: AtomicU64,
    record: UnsafeCell<Record>,
    /// On a line of its own: it is contended. Set to 0 by the occupier, then the claims of the construct's threads.
    counter: CachePadded<AtomicU64>,
    /// Dealt by the occupier, then the claims of the threads. None where threads outnumber CPUs: they do not meet at the
    /// counter, and would look at all hands.
    hands: Box<[Hand]>,
}

/// A construct, as one thread comes to it: all must come to the same.
#[derive(Clone, Copy, PartialEq)]
struct Loop {
    plan: Plan,
    at: &'static Location<'static>,
    /// How many constructs with a slot the thread has met before.
    slots: u64,
}

/// Written by the occupier while `number` is `NONE`; read by threads in the construct.
struct Record {
    /// `None` before the first construct.
    of: Option<Loop>,
    /// All threads have left the constructs below this number.
    all_left: u64,
    /// What the construct's threads deposit in. Stays for the next construct that can use it.
    shared: Shared,
}

/// Of one construct, or what an earlier one has left.
pub(crate) type Shared = Option<Box<dyn Any + Send + Sync>>;

// SAFETY: `record` is written by the occupier alone, when no thread is in the slot's construct, and read by threads that
// are in it; everything in it may be shared and sent.
unsafe impl Sync for Slot {}

/// What an implicit task remembers of the constructs it has met.
pub(crate) struct Met {
    /// How many.
    count: Cell<u64>,
    /// How many of them took a slot.
    slots: Cell<u64>,
    /// All threads have left the constructs below this number.
    all_left: Cell<u64>,
}

impl Met {
    pub(crate) fn none() -> Self {
        Self { count: Cell::new(0), slots: Cell::new(0), all_left: Cell::new(0) }
    }

    /// The number of the next construct.
    #[inline]
    pub(crate) fn next(&self) -> u64 {
        self.count.replace(self.count.get() + 1)
    }

    fn learn(&self, all_left: u64) {
        self.all_left.set(self.all_left.get().max(all_left));
    }
}

impl Ring {
    pub(crate) fn new(size: usize, crowded: bool) -> Self {
        let progress = || CachePadded::new(Progress { region: AtomicU64::new(0), left: AtomicU64::new(0) });
        Self {
            slots: std::array::from_fn(|_| Slot::new(if crowded { 0 } else { size })),
            progress: (0..size).map(|_| progress()).collect(),
        }
    }

    /// Arrives at the construct with this number. The first to come has `prepare` see to what the threads share.
    ///
    /// # Panics
    /// When the threads do not agree on what the construct is.
    pub(crate) fn arrive<'a>(
        &'a self,
        ctx: &Context,
        number: u64,
        (plan, at): (Plan, &'static Location<'static>),
        prepare: Option<&dyn Fn(&mut Shared)>,
    ) -> Arrival<'a> {
        let slot = &self.slots[(number % SLOTS as u64) as usize];
        let slots = ctx.met.slots.replace(ctx.met.slots.get() + 1);
        let of = Loop { plan, at, slots };
        let mut turns = 0;
        while !slot.is_of(ctx.region_id, number) {
            self.occupy(slot, ctx, number, of, prepare);
            if turns < SPINS {
                turns += 1;
                spin_loop();
            } else {
                // They may never come, if one of them panicked.
                ctx.wait_a_little();
            }
        }
        // SAFETY: the construct is this one, and this thread has not left it.
        let (theirs, all_left) = slot.record.with(|record| unsafe { ((*record).of, (*record).all_left) });
        ctx.met.learn(all_left);
        match theirs {
            Some(theirs) if theirs != of => of.disagree(ctx, &theirs),
            _ => Arrival { slot, progress: &self.progress[ctx.thread_num], region: ctx.region_id, number },
        }
    }

    /// Makes the slot that of the construct, if the slot is free and nobody is about to do the same.
    #[cold]
    fn occupy(
        &self,
        slot: &Slot,
        ctx: &Context,
        number: u64,
        of: Loop,
        prepare: Option<&dyn Fn(&mut Shared)>,
    ) {
        let Some(claim) = Claim::of(slot) else { return };
        // Relaxed suffices for both: the claim orders them.
        let occupant = slot.number.load(Ordering::Relaxed);
        // One of an earlier region is a construct that not all its threads met, or that all have left: it is gone.
        let current = slot.region.load(Ordering::Relaxed) == ctx.region_id;
        if !current || (occupant < number && self.all_have_left(ctx, occupant)) {
            slot.change(ctx, number, of, prepare);
            return;
        }
        if occupant == number {
            return;
        }
        // SAFETY: nobody changes the record while this thread holds the claim.
        let theirs = slot.record.with(|record| unsafe { (*record).of });
        drop(claim);
        let Some(theirs) = theirs else { return };
        if occupant > number {
            // Who came to that one took no slot for this one, where this thread does.
            of.disagree(ctx, &theirs);
        }
        if let Some(thread) = self.find_passer_by(ctx, occupant) {
            refuse_wait(ctx, thread, theirs.at);
        }
    }

    /// One more than the number of the last construct that the thread has left in this region.
    fn left_by(&self, thread: usize, ctx: &Context) -> u64 {
        let progress = &self.progress[thread];
        // Acquire, in this order: pairs with the Releases in `Arrival::drop`. What is read of `left` behind the region is
        // of the region.
        if progress.region.load(Ordering::Acquire) == ctx.region_id {
            progress.left.load(Ordering::Acquire)
        } else {
            0
        }
    }

    /// Whether nobody is in the construct of this number any more. What the threads did there is visible then.
    fn all_have_left(&self, ctx: &Context, number: u64) -> bool {
        if ctx.met.all_left.get() <= number {
            let all_left = (0..self.progress.len()).map(|thread| self.left_by(thread, ctx)).min();
            ctx.met.learn(all_left.unwrap_or(0));
        }
        ctx.met.all_left.get() > number
    }

    /// A thread that will never come to the construct with this number, which is in the way of `ctx`: it waits for `ctx`
    /// at a barrier.
    fn find_passer_by(&self, ctx: &Context, number: u64) -> Option<usize> {
        let stations = &ctx.team().barrier.stations;
        // In this order: who has come to the barrier has left all that it met before.
        (0..self.progress.len())
            .filter(|&thread| stations.has_come(thread, ctx.phase_key()))
            .find(|&thread| self.left_by(thread, ctx) <= number)
    }
}

impl Slot {
    fn new(hands: usize) -> Self {
        Self {
            claimed: CachePadded::new(AtomicBool::new(false)),
            region: AtomicU64::new(0),
            number: AtomicU64::new(NONE),
            record: UnsafeCell::new(Record { of: None, all_left: 0, shared: None }),
            counter: CachePadded::new(AtomicU64::new(0)),
            hands: empty_hands(hands),
        }
    }

    /// Whether the slot is that of this construct. If so, it stays so until the calling thread, which is to come to it,
    /// has left it.
    #[inline]
    fn is_of(&self, region: u64, number: u64) -> bool {
        // Acquire, in this order: pairs with the Releases in `change`. A number that is read behind the region is no
        // older than `NONE`, so it is of that region.
        self.region.load(Ordering::Acquire) == region && self.number.load(Ordering::Acquire) == number
    }

    /// By who holds the claim, when nobody is in the construct that the slot was of.
    fn change(&self, ctx: &Context, number: u64, of: Loop, prepare: Option<&dyn Fn(&mut Shared)>) {
        // Relaxed suffices: the next Release store publishes it before the region.
        self.number.store(NONE, Ordering::Relaxed);
        self.region.store(ctx.region_id, Ordering::Release);
        // Relaxed suffices: published with the number, like the record.
        self.counter.store(0, Ordering::Relaxed);
        if let (Some(chunks), false) = (of.plan.stolen_chunks(), self.hands.is_empty()) {
            deal(&self.hands, chunks);
        }
        self.record.with_mut(|record| {
            // SAFETY: nobody reads it: who is to come to this construct waits for its number.
            let record = unsafe { &mut *record };
            record.of = Some(of);
            record.all_left = ctx.met.all_left.get();
            if let Some(prepare) = prepare {
                prepare(&mut record.shared);
            }
        });
        self.number.store(number, Ordering::Release);
    }
}

/// The right to change a slot. Given back when dropped.
struct Claim<'a>(&'a Slot);

impl<'a> Claim<'a> {
    fn of(slot: &'a Slot) -> Option<Self> {
        // Relaxed suffices to save the exchange where it would fail.
        let taken = slot.claimed.load(Ordering::Relaxed);
        // Acquire pairs with the Release in `drop`.
        let claim = || slot.claimed.compare_exchange(false, true, Ordering::Acquire, Ordering::Relaxed);
        (!taken && claim().is_ok()).then(|| Self(slot))
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        self.0.claimed.store(false, Ordering::Release);
    }
}

impl Loop {
    #[cold]
    fn disagree(&self, ctx: &Context, theirs: &Self) -> ! {
        let text = if (self.plan, self.at) == (theirs.plan, theirs.at) {
            format!(
                "the threads of a team do not agree on the loops before the one at {}: {} of them are dynamic, guided or \
                 reductions for one thread, {} for another",
                self.at, self.slots, theirs.slots
            )
        } else {
            let one =
                |of: &Self| format!("{} iterations with {:?} at {}", of.plan.trips, of.plan.schedule, of.at);
            format!("the threads of a team do not agree on a loop: {}, but {}", one(self), one(theirs))
        };
        ctx.refuse(&text)
    }
}

#[cold]
fn refuse_wait(ctx: &Context, thread: usize, at: &Location<'_>) -> ! {
    ctx.refuse(&format!(
        "thread {thread} waits at a barrier, or at the end of the region, and has not met the loop at {at}: all threads \
         of a team must meet the same loops in the same order"
    ))
}

/// One thread in a construct; dropping it leaves, also when unwinding.
pub(crate) struct Arrival<'a> {
    slot: &'a Slot,
    progress: &'a Progress,
    region: u64,
    number: u64,
}

impl Arrival<'_> {
    /// What this thread takes of the loop that it has arrived at. To be asked for once by each.
    pub(crate) fn claims(&self, plan: Plan, thread: usize) -> Claims<'_> {
        if plan.stolen_chunks().is_some() && !self.slot.hands.is_empty() {
            plan.stealing(thread, &self.slot.hands)
        } else {
            plan.claims(thread, &self.slot.counter)
        }
    }

    /// The construct's shared state, which has the same type for all threads.
    ///
    /// # Panics
    /// When it has not.
    pub(crate) fn shared<T: Any>(&self) -> &T {
        // SAFETY: this thread is in the construct.
        let shared = self.slot.record.with(|record| unsafe { (*record).shared.as_ref() });
        let shared = shared.and_then(|shared| shared.downcast_ref());
        shared.unwrap_or_else(|| panic!("the threads of a team do not agree on the variables of a reduction"))
    }
}

impl Drop for Arrival<'_> {
    fn drop(&mut self) {
        let Progress { region, left } = self.progress;
        // Release: what this thread did in the construct is done; pairs with the Acquires in `left_by`.
        left.store(self.number + 1, Ordering::Release);
        // Relaxed suffices for the load: only this thread writes it.
        if region.load(Ordering::Relaxed) != self.region {
            region.store(self.region, Ordering::Release);
        }
    }
}
