//! Every interleaving of two threads at the barrier, by loom.

use loom::{cell::UnsafeCell, thread};

use super::{Barrier, Broken, Site};
use crate::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    wait::{Event, Pace},
};

const PACE: Pace = Pace { spins: 0, yields: 0 };

struct Pair {
    barrier: Barrier,
    event: Event,
    cancelled: AtomicBool,
    data: UnsafeCell<usize>,
}

// SAFETY: loom checks the accesses to `data`.
unsafe impl Sync for Pair {}
// SAFETY: as above.
unsafe impl Send for Pair {}

impl Pair {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            barrier: Barrier::new(2),
            event: Event::new(),
            cancelled: AtomicBool::new(false),
            data: UnsafeCell::new(0),
        })
    }

    fn wait(&self, num: usize, site: Site) -> Result<(), Broken> {
        let cancelled = || self.cancelled.load(Ordering::Relaxed);
        self.barrier.wait(num, site, (&self.event, PACE), cancelled, || false)
    }
}

/// Each writes in its turn, so a barrier that lets one pass early is a race, and a lost wake-up a deadlock.
#[test]
fn barrier_orders_what_the_threads_do() {
    loom::model(|| {
        let pair = Pair::new();
        let other = Arc::clone(&pair);
        let thread = thread::spawn(move || {
            other.wait(1, None).expect("open");
            // SAFETY: loom checks it.
            other.data.with_mut(|n| unsafe { *n += 1 });
            other.wait(1, None).expect("open");
        });
        // SAFETY: loom checks it.
        pair.data.with_mut(|n| unsafe { *n = 1 });
        pair.wait(0, None).expect("open");
        pair.wait(0, None).expect("open");
        // SAFETY: loom checks it.
        pair.data.with(|n| assert_eq!(unsafe { *n }, 2));
        thread.join().expect("no panic");
    });
}

/// A thread that waits leaves when the other cancels instead of arriving.
#[test]
fn cancellation_reaches_a_waiting_thread() {
    loom::model(|| {
        let pair = Pair::new();
        let other = Arc::clone(&pair);
        let thread = thread::spawn(move || assert!(matches!(other.wait(1, None), Err(Broken::Cancelled))));
        pair.cancelled.store(true, Ordering::Relaxed);
        pair.event.notify();
        thread.join().expect("no panic");
    });
}
