//! Every interleaving of two threads at a barrier, by loom, and of three at the end of a region.

use loom::{cell::UnsafeCell, thread};

use super::{Barrier, Broken, Comer, Site};
use crate::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    wait::{Event, Pace},
};

const PACE: Pace = Pace { spins: 0, yields: 0 };
/// Where a thread may be.
const HERE: Site = Some(std::panic::Location::caller());

struct Team {
    barrier: Barrier,
    event: Event,
    cancelled: AtomicBool,
    data: [UnsafeCell<usize>; 3],
}

// SAFETY: loom checks the accesses to `data`.
unsafe impl Sync for Team {}
// SAFETY: as above.
unsafe impl Send for Team {}

impl Team {
    fn new(size: usize, crowded: bool) -> Arc<Self> {
        Arc::new(Self {
            barrier: Barrier::new(size, crowded),
            event: Event::new(),
            cancelled: AtomicBool::new(false),
            data: std::array::from_fn(|_| UnsafeCell::new(0)),
        })
    }

    fn wait(&self, num: usize, phase: u64, site: Site) -> Result<(), Broken> {
        let comer = Comer { num, phase, site };
        let cancelled = || self.cancelled.load(Ordering::Relaxed);
        self.barrier.wait(comer, (&self.event, PACE), cancelled, || false)
    }

    fn end(&self, num: usize, phase: u64) -> Result<bool, Broken> {
        let comer = Comer { num, phase, site: None };
        let cancelled = || self.cancelled.load(Ordering::Relaxed);
        self.barrier.end(comer, 1, (&self.event, PACE), cancelled, || false)
    }

    /// Thread `num` writes its own and reads another's.
    fn set(&self, num: usize, value: usize) {
        // SAFETY: loom checks it.
        self.data[num].with_mut(|n| unsafe { *n = value });
    }

    fn get(&self, num: usize) -> usize {
        // SAFETY: loom checks it.
        self.data[num].with(|n| unsafe { *n })
    }
}

/// Each reads what the other has written before the barrier, and writes again behind the next: a barrier that lets one
/// pass early is a race, and a lost wake-up a deadlock.
fn orders_what_the_threads_do(crowded: bool) {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(3);
    model.check(move || {
        let team = Team::new(2, crowded);
        let other = Arc::clone(&team);
        let play = |team: &Team, num: usize| {
            for round in 0..2 {
                team.set(num, round + 1);
                team.wait(num, 2 * round as u64, HERE).expect("open");
                assert_eq!(team.get(1 - num), round + 1);
                team.wait(num, 2 * round as u64 + 1, HERE).expect("open");
            }
        };
        let thread = thread::spawn(move || play(&other, 1));
        play(&team, 0);
        thread.join().expect("no panic");
    });
}

#[test]
fn a_crowded_barrier_orders_what_the_threads_do() {
    orders_what_the_threads_do(true);
}

#[test]
fn a_roomy_barrier_orders_what_the_threads_do() {
    orders_what_the_threads_do(false);
}

/// A thread that waits leaves when the other cancels instead of arriving.
#[test]
fn cancellation_reaches_a_waiting_thread() {
    for crowded in [false, true] {
        loom::model(move || {
            let team = Team::new(2, crowded);
            let other = Arc::clone(&team);
            let thread =
                thread::spawn(move || assert!(matches!(other.wait(1, 0, HERE), Err(Broken::Cancelled))));
            team.cancelled.store(true, Ordering::Relaxed);
            team.event.notify();
            thread.join().expect("no panic");
        });
    }
}

/// Thread 0 sees what the others have done in a region, and they do not wait for it.
#[test]
fn the_end_of_a_region_gathers_all() {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(2);
    model.check(|| {
        let team = Team::new(3, false);
        let threads = [1, 2].map(|num| {
            let team = Arc::clone(&team);
            thread::spawn(move || {
                team.set(num, num);
                assert!(!team.end(num, 0).expect("nobody waits"));
            })
        });
        assert!(!team.end(0, 0).expect("all come"));
        assert_eq!((team.get(1), team.get(2)), (1, 2));
        threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
    });
}

/// One waits in the region and the other at its end: thread 0 finds out, whichever it is, and lets the other go.
#[test]
fn a_thread_at_another_barrier_is_found() {
    for (mine, theirs) in [(None, HERE), (HERE, None)] {
        let mut model = loom::model::Builder::new();
        model.preemption_bound = Some(2);
        model.check(move || {
            let team = Team::new(2, false);
            let come = |team: &Team, num: usize, site: Site| match site {
                None => team.end(num, 0).map(|_| ()),
                Some(_) => team.wait(num, 0, site),
            };
            let other = Arc::clone(&team);
            let thread = thread::spawn(move || match come(&other, 1, theirs) {
                Ok(()) => assert!(theirs.is_none()),
                Err(broken) => assert!(matches!(broken, Broken::Cancelled)),
            });
            assert!(matches!(come(&team, 0, mine), Err(Broken::Mismatch(_))));
            team.cancelled.store(true, Ordering::Relaxed);
            team.event.notify();
            thread.join().expect("no panic");
        });
    }
}
