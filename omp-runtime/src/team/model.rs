//! The interleavings of fork, join and sleep with one worker, by loom.

use loom::{cell::UnsafeCell, thread};

use super::crew::{Crew, Slot, post_all};
use crate::{
    barrier::Barrier,
    sync::Arc,
    wait::{Event, Pace},
};

/// Two regions, then the end. At the end of the first the threads meet at the barrier, and the encountering thread goes
/// on while the worker may still be in it; for the second it waits until the worker has left. The worker reads and
/// writes where the encountering thread does before and after.
#[test]
fn fork_join_and_exit() {
    let mut model = loom::model::Builder::new();
    // All interleavings take more than a minute.
    model.preemption_bound = Some(2);
    model.check(|| {
        let pace = Pace { spins: 0, yields: 0 };
        let (slot, shared) = (Slot::<usize>::new(), Arc::new(Shared::new()));
        let worker = {
            let (slot, shared) = (Arc::clone(&slot), Arc::clone(&shared));
            thread::spawn(move || {
                let mut taken = 0;
                while let Some(round) = slot.next(&mut taken, pace) {
                    // SAFETY: loom checks that nobody else is at it.
                    shared.data.with_mut(|n| unsafe { *n += round });
                    if round == 1 {
                        shared.meet(1, pace);
                    }
                    slot.leave(taken);
                    if round == 2 {
                        shared.crew.announce();
                    }
                }
            })
        };
        for round in 1..=2 {
            // SAFETY: the worker has arrived at the barrier of the round before, so it has read its job.
            unsafe { post_all([&slot].into_iter(), round) };
            if round == 1 {
                shared.meet(0, pace);
            } else {
                shared.crew.join([&slot].into_iter(), pace);
            }
            // SAFETY: loom checks that nobody else is at it.
            shared.data.with_mut(|n| unsafe {
                assert_eq!(*n, if round == 1 { 1 } else { 13 });
                *n += 10;
            });
        }
        slot.exit();
        worker.join().expect("the worker ends");
    });
}

struct Shared {
    crew: Crew,
    barrier: Barrier,
    event: Event,
    data: UnsafeCell<usize>,
}

// SAFETY: loom checks the accesses to `data`.
unsafe impl Sync for Shared {}
// SAFETY: as above.
unsafe impl Send for Shared {}

impl Shared {
    fn new() -> Self {
        let (crew, barrier, event) = (Crew::new(), Barrier::new(2), Event::new());
        Self { crew, barrier, event, data: UnsafeCell::new(0) }
    }

    fn meet(&self, num: usize, pace: Pace) {
        self.barrier.wait(num, None, (&self.event, pace), || false, || false).expect("open");
    }
}
