//! Named properties, under more threads than cores.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::{SIZES, on_one_of};
use crate::private::{Fork, barrier, parallel, task_scope, with_task};

fn tree(depth: u32, runs: &AtomicUsize) {
    runs.fetch_add(1, Ordering::Relaxed);
    if depth == 0 {
        return;
    }
    if depth.is_multiple_of(3) {
        task_scope(|s| (0..3).for_each(|_| s.spawn(true, || tree(depth - 1, runs))));
    } else {
        with_task(true, || tree(depth - 1, runs), || tree(depth - 1, runs));
    }
}

/// 1 + 2 + 4 + 12 + 24 + 48 + 144 + 288 + 576
#[test]
fn every_task_runs_once() {
    for size in SIZES {
        let runs = AtomicUsize::new(0);
        parallel(Fork::new().num_threads(size), || tree(8, &runs));
        let expected = 1099;
        assert_eq!(runs.into_inner(), expected * size, "{size} threads");
    }
}

/// Regions so short that a theft is often still in progress when the team ends.
#[test]
fn no_use_after_the_region() {
    for round in 0..300 {
        let mut x = 0;
        on_one_of(2 + round % 3, || {
            let mut y = 0;
            with_task(true, || y = round, || {});
            y
        });
        x += 1;
        assert_eq!(x, 1);
    }
}

#[test]
fn no_lost_completion() {
    for size in [2, 8] {
        let wrong = AtomicUsize::new(0);
        parallel(Fork::new().num_threads(size), || {
            for round in 0..2000_usize {
                let mut x = 0;
                with_task(
                    true,
                    || x = round,
                    || {
                        if round.is_multiple_of(16) {
                            std::thread::yield_now();
                        }
                    },
                );
                wrong.fetch_add(usize::from(x != round), Ordering::Relaxed);
            }
        });
        assert_eq!(wrong.into_inner(), 0);
    }
}

/// A thread that waits runs no task that is foreign to what it waits for: the mutex that each thread holds
/// across its wait is taken by the tasks of the others.
#[test]
fn a_waiting_thread_runs_descendants_only() {
    for size in [2, 3, 8] {
        let lock = std::sync::Mutex::new(0);
        parallel(Fork::new().num_threads(size), || {
            for _ in 0..100 {
                // The tasks of this tree take the lock, and no thread waits for them while it holds it.
                task_scope(|s| (0..4).for_each(|_| s.spawn(true, || *lock.lock().unwrap() += 1)));
                let _held = lock.lock().unwrap();
                let runs = AtomicUsize::new(0);
                tree(3, &runs);
            }
        });
        assert_eq!(*lock.lock().unwrap(), 400 * size);
    }
}

#[test]
fn tasks_between_barriers() {
    for size in SIZES {
        let runs = AtomicUsize::new(0);
        parallel(Fork::new().num_threads(size), || {
            for _ in 0..10 {
                with_task(true, || tree(3, &runs), || {});
                barrier();
            }
        });
        let each = 1 + 3 + 6 + 12;
        assert_eq!(runs.into_inner(), 10 * each * size);
    }
}

/// A barrier in `rest` finds the task of its own thread on the deque, and those of the frames below.
#[test]
fn a_barrier_while_a_task_is_open() {
    for size in SIZES {
        let runs = AtomicUsize::new(0);
        let count = || {
            runs.fetch_add(1, Ordering::Relaxed);
        };
        parallel(Fork::new().num_threads(size), || {
            with_task(true, count, || {
                with_task(true, count, || {
                    barrier();
                    task_scope(|s| s.spawn(true, count));
                });
            });
        });
        assert_eq!(runs.into_inner(), 3 * size);
    }
}
