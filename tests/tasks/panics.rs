//! A task that panics: its wait, or the region's end, hears of it.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use ferromp::prelude::*;

use crate::common::{SIZES, panics_with};

#[omp]
fn one_of_many(threads: usize, which: usize, done: &AtomicUsize) {
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        for i in 0..20 {
            #[omp(task)]
            {
                assert!(i != which, "task {i}");
                done.fetch_add(1, Relaxed);
            }
        }
    }
}

#[test]
fn panic_in_a_task() {
    for threads in SIZES {
        let done = AtomicUsize::new(0);
        panics_with(&["task 7"], || one_of_many(threads, 7, &done));
        assert!(done.load(Relaxed) < 20);
        one_of_many(threads, 20, &done);
    }
}

#[omp]
fn deep(n: u32) -> u32 {
    assert!(n != 1, "at the bottom");
    let mut a = 0;
    #[omp(task shared(a))]
    {
        a = deep(n - 1);
    }
    let b = n;
    omp!(taskwait);
    a + b
}

#[omp]
fn in_team(threads: usize) {
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        deep(10);
    }
}

#[test]
fn panic_deep_in_a_recursion() {
    for threads in SIZES {
        panics_with(&["at the bottom"], || in_team(threads));
    }
    panics_with(&["at the bottom"], || {
        deep(10);
    });
}
