use std::sync::atomic::{AtomicUsize, Ordering};

use super::{SIZES, on_one_of, panic_of};
use crate::private::{barrier, task_scope, with_task};

/// Both complete, and the task's payload goes on: the first in program order.
#[test]
fn with_task_panics_once_and_completes_both() {
    for size in SIZES {
        for cond in [true, false] {
            let done = AtomicUsize::new(0);
            let end = |text: &'static str, fails: bool| {
                done.fetch_add(1, Ordering::Relaxed);
                assert!(!fails, "{text}");
            };
            for (task, rest, first) in
                [(true, true, "task"), (true, false, "task"), (false, true, "rest"), (false, false, "")]
            {
                let panic = on_one_of(size, || {
                    panic_of(|| with_task(cond, || end("task", task), || end("rest", rest)))
                });
                assert_eq!(panic.unwrap_or_default(), first, "{size} threads");
            }
            assert_eq!(done.into_inner(), 8);
        }
    }
}

#[test]
fn a_panic_in_the_scope_waits_for_its_tasks() {
    for size in SIZES {
        let done = AtomicUsize::new(0);
        let panic = on_one_of(size, || {
            panic_of(|| {
                task_scope(|s| {
                    for i in 0..100 {
                        let done = &done;
                        s.spawn(true, move || {
                            done.fetch_add(1, Ordering::Relaxed);
                            assert!(i % 7 != 0, "task");
                        });
                    }
                    panic!("scope");
                });
            })
        });
        assert_eq!(panic.as_deref(), Some("scope"));
        assert_eq!(done.into_inner(), 100);
    }
}

/// A payload that loses is dropped, and its own panic goes nowhere.
#[test]
fn a_payload_that_panics_when_dropped() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("bomb");
        }
    }
    for size in SIZES {
        let panic = on_one_of(size, || {
            let rest = || std::panic::panic_any(Bomb);
            panic_of(|| with_task(true, || panic!("task"), rest))
        });
        assert_eq!(panic.as_deref(), Some("task"));
    }
}

#[test]
fn no_barrier_inside_a_task() {
    for size in SIZES {
        for cond in [true, false] {
            let panic = on_one_of(size, || panic_of(|| with_task(cond, barrier, || {})));
            assert!(panic.is_some_and(|text| text.contains("is inside a task construct")));
        }
    }
}

/// After a panic the thread is back in its implicit task.
#[test]
fn the_team_goes_on_after_a_panic() {
    for size in SIZES {
        let sum = on_one_of(size, || {
            let panicked = (0..20).filter_map(|_| panic_of(|| with_task(true, || panic!("task"), || {})));
            let panicked = panicked.count();
            let mut x = 0;
            with_task(true, || x += 1, || {});
            panicked + x
        });
        assert_eq!(sum, 21);
    }
}
