use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Counted, SIZES, on_one_of, panic_of};
use crate::private::{task_scope, with_task};

#[test]
fn what_a_task_captures_is_dropped_once() {
    for size in SIZES {
        let drops = AtomicUsize::new(0);
        on_one_of(size, || {
            for cond in [true, false] {
                let (a, b) = (Counted(&drops), Counted(&drops));
                with_task(cond, move || drop(a), move || drop(b));
                // Captured, and not used by the task's body.
                let kept = Counted(&drops);
                task_scope(|s| s.spawn(cond, move || _ = &kept));
            }
        });
        assert_eq!(drops.into_inner(), 6, "{size} threads");
    }
}

#[test]
fn what_a_panicking_task_captures_is_dropped_once() {
    for size in SIZES {
        let drops = AtomicUsize::new(0);
        on_one_of(size, || {
            for cond in [true, false] {
                let panic = panic_of(|| {
                    let (a, b) = (Counted(&drops), Counted(&drops));
                    let task = move || {
                        let _a = &a;
                        panic!("task");
                    };
                    with_task(cond, task, move || drop(b));
                });
                assert_eq!(panic.as_deref(), Some("task"));
                let panic = panic_of(|| {
                    let kept = Counted(&drops);
                    task_scope(|s| {
                        s.spawn(cond, move || {
                            let _kept = &kept;
                            panic!("spawned");
                        });
                    });
                });
                assert_eq!(panic.as_deref(), Some("spawned"));
            }
        });
        assert_eq!(drops.load(Ordering::Relaxed), 6, "{size} threads");
    }
}
