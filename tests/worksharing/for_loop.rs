//! `for` in a region.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use conformance::conformance;
use ferromp::prelude::*;

use crate::common::Witness;

/// The team divides the loop: each iteration runs once, not once a thread.
#[conformance]
fn parallel_nested_for_set_elements(threads: usize) -> bool {
    let runs: Vec<AtomicUsize> = (0..100).map(|_| AtomicUsize::new(0)).collect();
    #[omp(parallel num_threads(threads))]
    {
        #[crossed(omp(for))]
        for i in 0..runs.len() {
            runs[i].fetch_add(1, Relaxed);
        }
    }
    runs.iter().all(|runs| runs.load(Relaxed) == 1)
}

/// As many iterations as threads: each has one.
#[conformance]
fn parallel_for_num_threads(threads: usize) -> bool {
    let mut a = vec![usize::MAX; threads];
    let who = Witness::default();
    #[crossed(omp(parallel num_threads(threads)))]
    {
        #[omp(for)]
        for i in 0..threads {
            a[i] = i;
            who.note();
        }
    }
    a.iter().enumerate().all(|(i, a)| *a == i) && who.saw_each(threads, 1)
}

/// A loop ends at a barrier: the next may read what it wrote, anywhere.
#[conformance]
fn loop_ends_at_a_barrier(threads: usize) -> bool {
    let n = 10 * threads;
    let (mut a, mut b) = (vec![0; n], vec![0; n]);
    #[omp(parallel num_threads(threads))]
    {
        #[omp(for schedule(dynamic))]
        for i in 0..n {
            a[i] = i;
        }
        #[omp(for)]
        for i in 0..n {
            b[i] = a[n - 1 - i];
        }
    }
    b.iter().enumerate().all(|(i, b)| *b == n - 1 - i)
}

/// The loop in a function that the region calls.
#[omp]
fn count_in_callee(runs: &[AtomicUsize]) {
    #[omp(for)]
    for i in 0..runs.len() {
        runs[i].fetch_add(1, Relaxed);
    }
}

fn count_alone(runs: &[AtomicUsize]) {
    for run in runs {
        run.fetch_add(1, Relaxed);
    }
}

#[conformance]
fn orphaned_for(threads: usize) -> bool {
    let runs: Vec<AtomicUsize> = (0..100).map(|_| AtomicUsize::new(0)).collect();
    // Crossed: the same loop in a function without the directive.
    let callee: fn(&[AtomicUsize]) = crossed!(count_in_callee, count_alone);
    #[omp(parallel num_threads(threads))]
    {
        callee(&runs);
    }
    runs.iter().all(|runs| runs.load(Relaxed) == 1)
}

/// An orphaned loop that writes elements of a slice that each thread has for itself.
#[omp]
fn share_of_sum(values: &[u64]) -> u64 {
    let mut sum = 0;
    #[omp(for reduction(+: sum))]
    for i in 0..values.len() {
        sum += values[i];
    }
    sum
}

/// Every thread gets the combined value of an orphaned reduction.
#[conformance]
fn orphaned_for_reduction(threads: usize) -> bool {
    let values: Vec<u64> = (1..=100).collect();
    let mut sums = vec![0; threads];
    #[omp(parallel num_threads(threads))]
    {
        let me = omp_get_thread_num();
        sums[me] = share_of_sum(&values);
    }
    sums.iter().all(|sum| *sum == 5050)
}

/// The same loop again and again: each run is divided anew.
#[conformance]
fn loop_in_a_serial_loop(threads: usize) -> bool {
    let mut a = [0; 40];
    #[omp(parallel num_threads(threads))]
    {
        for round in 1..=20 {
            #[omp(for schedule(dynamic, 3))]
            for i in 0..a.len() {
                a[i] += round;
            }
        }
    }
    a == [210; 40]
}

/// A block around the loop, as a pragma on a block.
#[conformance]
fn loop_in_a_block(threads: usize) -> bool {
    let mut a = [0; 40];
    #[omp(parallel num_threads(threads))]
    {
        #[omp(for)]
        {
            for i in 0..40 {
                a[i] += i;
            }
        }
    }
    a.iter().enumerate().all(|(i, a)| *a == i)
}
