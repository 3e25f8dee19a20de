//! What may not be nested, where only the run can tell: the directive sits in a function called from the construct.
//!
//! Each of these would hang or go wrong silently elsewhere.

use ferromp::prelude::*;

use crate::common::panics_with;

#[omp]
fn a_barrier() {
    omp!(barrier);
}

#[omp]
fn a_loop() {
    #[omp(for)]
    for _ in 0..4 {}
}

#[omp]
fn a_single() {
    #[omp(single)]
    {}
}

#[omp]
fn a_masked() {
    #[omp(masked)]
    {}
}

#[omp]
fn a_critical() {
    #[omp(critical(constraints))]
    {}
}

#[omp]
fn in_loop(threads: usize, callee: fn()) {
    #[omp(parallel for num_threads(threads))]
    for _ in 0..threads {
        callee();
    }
}

#[omp]
fn in_single(threads: usize, callee: fn()) {
    #[omp(parallel num_threads(threads))]
    {
        #[omp(single)]
        {
            callee();
        }
    }
}

#[omp]
fn in_masked(threads: usize, callee: fn()) {
    #[omp(parallel num_threads(threads))]
    {
        #[omp(masked)]
        {
            callee();
        }
    }
}

#[omp]
fn in_critical(threads: usize, callee: fn()) {
    #[omp(parallel num_threads(threads))]
    {
        #[omp(critical(constraints))]
        {
            callee();
        }
    }
}

/// The team is usable afterwards.
#[omp]
fn is_usable() {
    let mut runs = 0;
    #[omp(parallel num_threads(4) reduction(+: runs))]
    {
        runs += 1;
        a_loop();
        a_single();
        a_barrier();
        a_critical();
    }
    assert_eq!(runs, 4);
}

#[test]
fn closely_nested_for_loops() {
    for threads in [1, 2, 8] {
        for inside in [in_loop, in_single, in_masked, in_critical] {
            panics_with(&["closely nested"], || inside(threads, a_loop));
            is_usable();
        }
    }
}

#[test]
fn closely_nested_single() {
    for threads in [1, 2, 8] {
        for inside in [in_loop, in_single, in_masked, in_critical] {
            panics_with(&["single closely nested"], || inside(threads, a_single));
            is_usable();
        }
    }
}

#[test]
fn closely_nested_masked() {
    for threads in [1, 2, 8] {
        for inside in [in_loop, in_single] {
            panics_with(&["masked closely nested"], || inside(threads, a_masked));
            is_usable();
        }
    }
}

#[test]
fn barrier_in_a_construct() {
    for threads in [1, 2, 8] {
        for inside in [in_loop, in_single, in_masked, in_critical] {
            panics_with(&["the barrier at", "is inside a"], || inside(threads, a_barrier));
            is_usable();
        }
    }
}

#[test]
fn nested_critical() {
    for threads in [1, 2, 8] {
        panics_with(&["critical(constraints)", "inside itself"], || in_critical(threads, a_critical));
        is_usable();
    }
}

#[omp]
fn a_region_with(callee: fn()) {
    #[omp(parallel num_threads(2))]
    {
        callee();
    }
}

/// A region between makes the nesting a different one.
#[test]
fn nested_with_a_region_between() {
    fn region() {
        a_region_with(a_loop);
        a_region_with(a_single);
        a_region_with(a_barrier);
    }
    for threads in [1, 2, 8] {
        for inside in [in_loop, in_single, in_masked, in_critical] {
            inside(threads, region);
        }
    }
}

/// But a lock is a lock: the region's threads would wait for the thread that waits for them.
#[test]
fn nested_critical_with_a_region_between() {
    fn region() {
        a_region_with(a_critical);
    }
    for threads in [1, 2] {
        panics_with(&["inside itself"], || in_critical(threads, region));
        is_usable();
    }
}
