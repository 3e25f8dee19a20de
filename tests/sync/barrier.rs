//! `barrier`: nobody goes on before all have come.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use conformance::conformance;
use ferromp::prelude::*;

use crate::common::{SIZES, panics_with};

/// Behind the barrier each thread reads what every other wrote before it.
#[conformance]
fn barrier(threads: usize) -> bool {
    let mut written = vec![0; threads];
    let mut seen = vec![Vec::new(); threads];
    #[crossed(omp(parallel num_threads(threads)))]
    {
        let me = omp_get_thread_num();
        for _ in 0..me % 5 {
            std::thread::yield_now();
        }
        written[me] = me + 1;
        omp!(barrier);
        seen[me] = written.clone();
    }
    let all: Vec<usize> = (1..=threads).collect();
    seen.iter().all(|seen| *seen == all)
}

/// Without it somebody is early: thread 0 gives the others time to run ahead.
#[conformance]
fn barrier_holds_back(threads: usize) -> bool {
    let (arrived, early) = (AtomicUsize::new(0), AtomicUsize::new(0));
    #[omp(parallel num_threads(threads))]
    {
        if omp_get_thread_num() == 0 {
            let mut rounds = 0;
            while early.load(Relaxed) == 0 && rounds < 3000 {
                std::thread::yield_now();
                rounds += 1;
            }
        }
        arrived.fetch_add(1, Relaxed);
        crossed!(omp!(barrier));
        early.fetch_add(usize::from(arrived.load(Relaxed) < threads), Relaxed);
    }
    early.into_inner() == 0
}

/// One barrier after another, as many as one likes.
#[conformance]
fn barriers_in_a_loop(threads: usize) -> bool {
    let rounds = 100;
    let (count, wrong) = (AtomicUsize::new(0), AtomicUsize::new(0));
    #[crossed(omp(parallel num_threads(threads)))]
    {
        for round in 1..=rounds {
            count.fetch_add(1, Relaxed);
            omp!(barrier);
            wrong.fetch_add(usize::from(count.load(Relaxed) != round * threads), Relaxed);
            omp!(barrier);
        }
    }
    wrong.into_inner() == 0 && count.into_inner() == rounds * threads
}

#[omp]
fn barrier_under_a_condition(threads: usize, low: usize) -> usize {
    let passed = AtomicUsize::new(0);
    #[omp(parallel num_threads(threads))]
    {
        if omp_get_thread_num() < low {
            omp!(barrier);
            passed.fetch_add(1, Relaxed);
        } else {
            omp!(barrier);
            passed.fetch_add(1000, Relaxed);
        }
    }
    passed.into_inner()
}

/// A barrier is for all threads of the team or for none (OpenMP 5.2, 15.3.1): under a condition that they agree on it
/// is one barrier, else there are two, and the panic names both.
#[test]
fn conditional_barrier() {
    for threads in SIZES {
        assert_eq!(barrier_under_a_condition(threads, 0), 1000 * threads);
        assert_eq!(barrier_under_a_condition(threads, threads), threads);
        if threads > 1 {
            let (first, second) = ("barrier.rs:", "different barriers");
            panics_with(&[first, second], || {
                barrier_under_a_condition(threads, threads / 2);
            });
        }
    }
}

/// Threads come to a loop at different times.
#[conformance]
fn parallel_for_delaying_condition(threads: usize) -> bool {
    let mut n = 0;
    let team = AtomicUsize::new(0);
    #[crossed(omp(parallel num_threads(threads)))]
    {
        let mut late = 0;
        while late < omp_get_thread_num() {
            late += 1;
            std::thread::yield_now();
        }
        team.fetch_add(1, Relaxed);
        #[omp(for reduction(+: n))]
        for _ in 0..threads {
            n += 1;
        }
    }
    n == threads && team.into_inner() == threads
}

/// As `PyOMP` writes it, on an empty block.
#[conformance]
fn barrier_on_a_block(threads: usize) -> bool {
    let (arrived, early) = (AtomicUsize::new(0), AtomicUsize::new(0));
    #[omp(parallel num_threads(threads))]
    {
        arrived.fetch_add(1, Relaxed);
        #[omp(barrier)]
        {}
        early.fetch_add(usize::from(arrived.load(Relaxed) < threads), Relaxed);
    }
    early.into_inner() == 0
}

/// In a function that the region calls.
#[omp]
fn wait_for_all() {
    omp!(barrier);
}

#[conformance]
fn orphaned_barrier(threads: usize) -> bool {
    let (arrived, early) = (AtomicUsize::new(0), AtomicUsize::new(0));
    #[omp(parallel num_threads(threads))]
    {
        for round in 1..=10 {
            arrived.fetch_add(1, Relaxed);
            wait_for_all();
            early.fetch_add(usize::from(arrived.load(Relaxed) < round * threads), Relaxed);
            wait_for_all();
        }
    }
    early.into_inner() == 0
}

/// Elements of two dimensions, a row for each thread.
#[conformance]
fn parallel_two_dimensional_array(threads: usize) -> bool {
    let mut a = vec![[0; 2]; threads];
    #[crossed(omp(parallel num_threads(threads)))]
    {
        let me = omp_get_thread_num();
        a[me][0] = 1;
        a[me][1] = 2;
    }
    a.iter().all(|row| *row == [1, 2])
}
