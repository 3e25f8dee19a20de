//! The interleavings of fork, join and sleep with one worker, by loom.

use loom::{cell::UnsafeCell, thread};

use super::crew::{Crew, Slot};
use crate::{sync::Arc, wait::Pace};

/// Two regions, then the end. The worker writes where the encountering thread reads after the join.
#[test]
fn fork_join_and_exit() {
    let mut model = loom::model::Builder::new();
    // All interleavings take more than a minute.
    model.preemption_bound = Some(2);
    model.check(|| {
        let pace = Pace { spins: 0, yields: 0 };
        let (slot, crew) = (Slot::<Arc<UnsafeCell<usize>>>::new(), Arc::new(Crew::new()));
        let worker = {
            let (slot, crew) = (Arc::clone(&slot), Arc::clone(&crew));
            thread::spawn(move || {
                while let Some(data) = slot.next(pace) {
                    // SAFETY: loom checks that nobody else is at it.
                    data.with_mut(|n| unsafe { *n += 1 });
                    drop(data);
                    crew.leave();
                }
            })
        };
        let data = Arc::new(UnsafeCell::new(0));
        for round in 1..=2 {
            crew.begin(1);
            // SAFETY: the join comes before the next post.
            unsafe { slot.post(Arc::clone(&data)) };
            crew.join(pace);
            // SAFETY: loom checks that nobody else is at it.
            data.with(|n| assert_eq!(unsafe { *n }, round));
        }
        slot.exit();
        worker.join().expect("the worker ends");
    });
}
