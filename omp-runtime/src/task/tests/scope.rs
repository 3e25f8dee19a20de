use std::{
    collections::HashSet,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::{SIZES, on_one_of};
use crate::{
    context::{self, Nesting},
    private::{Fork, TaskScope, parallel, task_scope, with_task},
    routines::{omp_get_thread_num, omp_set_max_active_levels},
};

fn queens(n: usize, placed: &[usize]) -> usize {
    if placed.len() == n {
        return 1;
    }
    let count = AtomicUsize::new(0);
    task_scope(|s| {
        for column in 0..n {
            let free = |(row, &other): (usize, &usize)| {
                other != column && other.abs_diff(column) != placed.len() - row
            };
            if placed.iter().enumerate().all(free) {
                let mut next = placed.to_vec();
                next.push(column);
                let count = &count;
                s.spawn(true, move || {
                    count.fetch_add(queens(n, &next), Ordering::Relaxed);
                });
            }
        }
    });
    count.into_inner()
}

#[test]
fn nqueens_with_a_task_per_column() {
    for size in SIZES {
        assert_eq!(on_one_of(size, || queens(7, &[])), 40, "{size} threads");
    }
}

#[test]
fn a_scope_waits_for_all_its_tasks() {
    for size in SIZES {
        parallel(Fork::new().num_threads(size), || {
            let mut v = vec![0; 1000];
            task_scope(|s| {
                for (i, x) in v.iter_mut().enumerate() {
                    s.spawn(true, move || *x = i);
                }
            });
            assert!(v.iter().copied().eq(0..1000));
        });
    }
}

fn chain<'scope>(s: &'scope TaskScope<'scope, '_>, left: usize, seen: &'scope AtomicUsize) {
    seen.fetch_add(1, Ordering::Relaxed);
    if left > 0 {
        s.spawn(true, move || chain(s, left - 1, seen));
    }
}

/// Siblings that spawn siblings need neither stack nor depth.
#[test]
fn a_long_chain_of_siblings_needs_no_stack() {
    for size in SIZES {
        let seen = on_one_of(size, || {
            let seen = AtomicUsize::new(0);
            task_scope(|s| chain(s, 20_000, &seen));
            seen.into_inner()
        });
        assert_eq!(seen, 20_001, "{size} threads");
    }
}

/// Siblings spawned while the spawning task has a task of its own on the deque.
#[test]
fn siblings_from_within_a_join() {
    for size in SIZES {
        let seen = on_one_of(size, || {
            let seen = AtomicUsize::new(0);
            let count = || {
                seen.fetch_add(1, Ordering::Relaxed);
            };
            task_scope(|s| {
                for _ in 0..50 {
                    s.spawn(true, move || {
                        with_task(true, || s.spawn(true, count), || s.spawn(true, count));
                        task_scope(|inner| inner.spawn(true, move || s.spawn(true, count)));
                        s.spawn(false, move || s.spawn(true, count));
                    });
                }
                with_task(true, || s.spawn(true, count), || s.spawn(true, count));
            });
            seen.into_inner()
        });
        assert_eq!(seen, 202, "{size} threads");
    }
}

/// The scope is `Sync`: a thread of no team, and the threads of an inner team, may spawn.
#[test]
fn spawn_from_other_threads() {
    omp_set_max_active_levels(2);
    for size in SIZES {
        let seen = on_one_of(size, || {
            let seen = AtomicUsize::new(0);
            let count = || {
                seen.fetch_add(1, Ordering::Relaxed);
            };
            task_scope(|s| {
                std::thread::scope(|threads| {
                    threads.spawn(|| s.spawn(true, count));
                });
                parallel(Fork::new().num_threads(3), || s.spawn(true, count));
            });
            seen.into_inner()
        });
        assert_eq!(seen, 4, "{size} threads");
    }
}

#[test]
fn a_false_condition_runs_at_once() {
    for size in SIZES {
        on_one_of(size, || {
            let (done, me) = (AtomicUsize::new(0), omp_get_thread_num());
            task_scope(|s| {
                s.spawn(false, || done.store(omp_get_thread_num() + 1, Ordering::Relaxed));
                assert_eq!(done.load(Ordering::Relaxed), me + 1);
            });
        });
    }
}

/// What fits into a slot, just so, not, and not by its alignment; and nothing at all.
#[test]
fn tasks_of_every_size() {
    #[repr(align(256))]
    struct Aligned(usize);
    for size in SIZES {
        let sum = on_one_of(size, || {
            let sum = AtomicUsize::new(0);
            let add = |n: usize| {
                sum.fetch_add(n, Ordering::Relaxed);
            };
            task_scope(|s| {
                for n in 0..100 {
                    let (small, large, aligned) = ([n; 11], [n; 40], Aligned(n));
                    s.spawn(true, || add(1));
                    s.spawn(true, move || add(small[10]));
                    s.spawn(true, move || add(large.iter().sum::<usize>()));
                    s.spawn(true, move || add({ aligned }.0));
                }
            });
            sum.into_inner()
        });
        assert_eq!(sum, 100 + 42 * 4950, "{size} threads");
    }
}

/// Far more tasks than the deque is meant to hold: most run at once, on the thread that makes them.
#[test]
fn a_full_deque_bounds_what_waits() {
    let (waiting, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
    on_one_of(2, || {
        task_scope(|s| {
            for _ in 0..10_000 {
                most.fetch_max(waiting.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
                s.spawn(true, || {
                    waiting.fetch_sub(1, Ordering::Relaxed);
                });
            }
        });
    });
    assert_eq!(waiting.into_inner(), 0);
    assert!(most.into_inner() <= 260);
}

/// The task waits for another thread to run its sibling: only true stealing lets it end.
#[test]
fn waiting_threads_help() {
    for size in [2, 3, 8] {
        let threads = Mutex::new(HashSet::new());
        let met = AtomicUsize::new(0);
        let meet = || {
            threads.lock().unwrap().insert(omp_get_thread_num());
            met.fetch_add(1, Ordering::Relaxed);
            while met.load(Ordering::Relaxed) < 2 {
                std::thread::yield_now();
            }
        };
        on_one_of(size, || with_task(true, meet, meet));
        assert_eq!(threads.into_inner().unwrap().len(), 2);
    }
}

/// A thread that holds a lock runs no task that was spawned under it and wants it.
#[test]
fn a_task_spawned_under_a_lock_runs_after_it() {
    for size in SIZES {
        let lock = Mutex::new(());
        let held = |body: &mut dyn FnMut()| {
            let _lock = lock.try_lock().unwrap();
            let outer = context::with(|ctx| ctx.nesting.replace(Nesting::Critical));
            body();
            context::with(|ctx| ctx.nesting.set(outer));
        };
        parallel(Fork::new().num_threads(size), || {
            if omp_get_thread_num() == 0 {
                task_scope(|s| {
                    held(&mut || {
                        let spawn = || s.spawn(true, || held(&mut || {}));
                        with_task(true, || {}, spawn);
                        task_scope(|_| spawn());
                        spawn();
                    });
                });
            }
        });
    }
}
