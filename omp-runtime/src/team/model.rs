//! The interleavings of fork, join and sleep with one worker, by loom.

use crossbeam::utils::CachePadded;
use loom::{cell::UnsafeCell, thread};

use super::crew::{Call, Crew, Seat, Slot};
use crate::{
    barrier::{Barrier, Comer},
    sync::Arc,
    wait::{Event, Pace},
};

const PACE: Pace = Pace { spins: 0, yields: 0 };

/// What a hot team and its only worker share.
struct Shared {
    crew: Arc<Crew<u64>>,
    barrier: Barrier,
    event: Event,
    data: UnsafeCell<u64>,
}

// SAFETY: loom checks the accesses to `data`.
unsafe impl Sync for Shared {}
// SAFETY: as above.
unsafe impl Send for Shared {}

impl Shared {
    fn new() -> Arc<Self> {
        let (crew, barrier, event) = (Arc::new(Crew::new()), Barrier::new(2, false), Event::new());
        Arc::new(Self { crew, barrier, event, data: UnsafeCell::new(0) })
    }

    fn end(&self, num: usize, region: u64) {
        let comer = Comer { num, phase: region, site: None };
        self.barrier.end(comer, region, (&self.event, PACE), || false, || false).expect("all come");
    }

    fn add(&self, term: u64) -> u64 {
        // SAFETY: loom checks that nobody else is at it.
        self.data.with_mut(|n| unsafe {
            *n += term;
            *n
        })
    }
}

/// The worker takes jobs as `Hot::spawn` has it, and rests at the end of each region on the team's event.
fn work(shared: &Shared, seat: &Seat<u64>) {
    loop {
        match seat.next() {
            Call::Run(region) => {
                shared.add(region);
                shared.end(1, region);
                shared.event.wait(PACE, || seat.is_called(), || false);
            }
            Call::Leave => seat.leave(),
            Call::Exit => break,
        }
    }
}

/// Has `play` be the encountering thread of one worker, which it ends.
fn with_worker(play: fn(&Shared, &[Arc<CachePadded<Slot>>])) {
    let mut model = loom::model::Builder::new();
    // All interleavings take more than a minute.
    model.preemption_bound = Some(2);
    model.check(move || {
        let shared = Shared::new();
        let slots = [Slot::new()];
        let worker = {
            let seat = Seat::new(Arc::clone(&shared.crew), Arc::clone(&slots[0]), 1, PACE);
            let shared = Arc::clone(&shared);
            thread::spawn(move || work(&shared, &seat))
        };
        play(&shared, &slots);
        worker.join().expect("the worker ends");
    });
}

/// Two regions, at whose end the encountering thread goes on while the worker is still there; then it has the worker
/// leave, and ends it. The worker reads and writes where the encountering thread does before and after.
#[test]
fn fork_gather_dismiss_and_exit() {
    with_worker(|shared, slots| {
        for region in 1..=2 {
            let resting = (region > 1).then_some(&shared.event);
            // SAFETY: the worker has come to the end of the region before, so it has read its job.
            unsafe { shared.crew.post(Some(region), 2, slots, resting) };
            shared.end(0, region);
            assert_eq!(shared.add(10), if region == 1 { 11 } else { 23 });
        }
        // SAFETY: as above.
        unsafe { shared.crew.post(None, 2, slots, Some(&shared.event)) };
        shared.crew.join(slots, PACE);
        shared.crew.exit(slots, None);
    });
}

/// A worker that a region is not for stays where it is, asleep or on its way there, and takes the next one.
#[test]
fn a_region_for_fewer_threads_passes_a_worker_by() {
    with_worker(|shared, slots| {
        // SAFETY: no job is for the worker before the second, and that one it reads before it ends.
        unsafe {
            shared.crew.post(Some(7), 1, slots, None);
            shared.crew.post(Some(1), 2, slots, None);
        }
        shared.end(0, 1);
        assert_eq!(shared.add(0), 1);
        shared.crew.exit(slots, Some(&shared.event));
    });
}
