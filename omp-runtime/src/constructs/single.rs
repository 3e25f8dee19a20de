//! `single` and `copyprivate` (OpenMP 5.2, 11.1 and 5.7.2).

use std::{
    any::Any,
    panic::Location,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use crossbeam::utils::CachePadded;

use super::nest::{self, Nest};
use crate::context::{self, Context, Nesting};

/// What a team shares for its `single` constructs.
#[derive(Default)]
pub(crate) struct Singles {
    /// One more than the number of the last construct that was claimed as a `single`.
    /// On a line of its own: those who wait read what stands beside it.
    claimed: CachePadded<AtomicU64>,
    /// Values on their way from the executing thread to the others, by the parity of the phase that they were
    /// left in. They are taken in the next phase, and the one after that is the first to leave a value in the
    /// same place: by then every thread has arrived at one barrier more, and so has taken its copy.
    values: [Mutex<Option<Broadcast>>; 2],
}

struct Broadcast {
    value: Arc<dyn Any + Send + Sync>,
    /// The threads that have not taken it.
    waiting: usize,
}

impl Singles {
    /// For a new region, in which constructs are counted from 0 again. Before its threads start. A region that was
    /// not cancelled has taken all its values, and a cancelled one leaves its team.
    #[inline]
    pub(crate) fn restart(&self) {
        // Relaxed: the fork orders it before the region. No store where it changes nothing: the line stays with its readers.
        if self.claimed.load(Ordering::Relaxed) != 0 {
            self.claimed.store(0, Ordering::Relaxed);
        }
    }

    /// Whether the calling thread is the first to arrive at this construct.
    ///
    /// All threads meet the constructs in one order, so that who claims a later one has been at this one: if the number
    /// has changed in between, this one is taken.
    pub(super) fn claim(&self, construct: u64) -> bool {
        // Relaxed, as below: a claim carries no data. Without the exchange where it is taken, the others share the line.
        let seen = self.claimed.load(Ordering::Relaxed);
        let claim =
            || self.claimed.compare_exchange(seen, construct + 1, Ordering::Relaxed, Ordering::Relaxed);
        seen <= construct && claim().is_ok()
    }

    pub(super) fn leave(&self, phase: u64, value: Arc<dyn Any + Send + Sync>, waiting: usize) {
        let place = &self.values[(phase % 2) as usize];
        let stale =
            place.lock().unwrap_or_else(PoisonError::into_inner).replace(Broadcast { value, waiting });
        // Left by threads that had caught a panic; dropped without the lock.
        drop(stale);
    }

    pub(super) fn take(&self, phase: u64) -> Option<Arc<dyn Any + Send + Sync>> {
        let mut place = self.values[(phase % 2) as usize].lock().unwrap_or_else(PoisonError::into_inner);
        let broadcast = place.as_mut()?;
        broadcast.waiting -= 1;
        if broadcast.waiting == 0 {
            return place.take().map(|last| last.value);
        }
        Some(Arc::clone(&broadcast.value))
    }
}

fn claim(ctx: &Context) -> bool {
    let outer = ctx.nesting.get();
    assert!(
        outer == Nesting::Region,
        "single closely nested in a {} construct: move it out, or put a parallel region between",
        nest::name(outer)
    );
    ctx.team().singles.claim(ctx.met.next())
}

/// Runs `body` on the first thread to arrive. Has no barrier.
///
/// # Panics
/// When closely nested in another construct than a region.
#[track_caller]
pub fn single(body: impl FnOnce()) {
    context::with(|ctx| {
        if claim(ctx) {
            let _nest = Nest::new(ctx, Nesting::Single);
            body();
        }
    });
}

/// Runs `body` on the first thread to arrive and gives its value to all. Contains the barrier, so there is no
/// `nowait` of it. Also `copyprivate`, of a tuple of the variables.
///
/// # Panics
/// As [`single`] and `barrier`; when the threads are not at the same construct.
#[track_caller]
pub fn single_value<R: Clone + Send + Sync + 'static>(body: impl FnOnce() -> R) -> R {
    let at = Location::caller();
    let mine = context::with(|ctx| {
        claim(ctx).then(|| {
            let _nest = Nest::new(ctx, Nesting::Single);
            body()
        })
    });
    let value = broadcast(mine, at);
    value.unwrap_or_else(|| panic!("the threads of the team do not execute the same single ({at})"))
}

/// Gives every thread the value that at most one of them has, and clones it on all but one. Contains the barrier.
///
/// # Panics
/// As `barrier`.
pub(crate) fn broadcast<T: Any + Clone + Send + Sync>(
    mine: Option<T>,
    at: &'static Location<'static>,
) -> Option<T> {
    context::with(|ctx| {
        let (team, phase) = (ctx.team(), ctx.phase());
        if team.size == 1 {
            return mine;
        }
        if let Some(value) = mine {
            team.singles.leave(phase, Arc::new(value), team.size);
        }
        ctx.barrier(at);
        let value = team.singles.take(phase)?.downcast::<T>().ok()?;
        Some(Arc::try_unwrap(value).unwrap_or_else(|shared| T::clone(&shared)))
    })
}
