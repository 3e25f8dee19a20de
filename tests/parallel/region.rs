//! The region itself.

use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering::Relaxed},
};

use conformance::conformance;
use ferromp::prelude::*;

/// Each thread of the team runs the block once.
#[conformance]
fn parallel_region(threads: usize) -> bool {
    let runs = AtomicUsize::new(0);
    #[crossed(omp(parallel num_threads(threads)))]
    {
        runs.fetch_add(1, Relaxed);
    }
    runs.into_inner() == threads
}

/// The numbers of the threads are `0..team`, each once, and all agree on the team's size.
#[conformance]
fn thread_numbers(threads: usize) -> bool {
    let numbers = Mutex::new(Vec::new());
    let disagree = AtomicUsize::new(0);
    #[crossed(omp(parallel num_threads(threads)))]
    {
        numbers.lock().unwrap().push(omp_get_thread_num());
        disagree.fetch_add(usize::from(omp_get_num_threads() != threads), Relaxed);
    }
    let mut numbers = numbers.into_inner().unwrap();
    numbers.sort_unstable();
    numbers == (0..threads).collect::<Vec<_>>() && disagree.into_inner() == 0
}

/// The encountering thread is thread 0, in every region.
#[conformance]
fn encountering_thread_is_zero(threads: usize) -> bool {
    let me = std::thread::current().id();
    let wrong = AtomicUsize::new(0);
    for _ in 0..3 {
        #[omp(parallel num_threads(threads))]
        {
            let primary = omp_get_thread_num() == 0;
            let same = std::thread::current().id() == me;
            wrong.fetch_add(usize::from(primary != same), Relaxed);
        }
    }
    wrong.into_inner() == 0
}

/// What the region did is seen after it: the end of a region is a barrier.
#[conformance]
fn region_ends_when_its_threads_have(threads: usize) -> bool {
    let mut marks = vec![0; threads];
    #[crossed(omp(parallel num_threads(threads)))]
    {
        let me = omp_get_thread_num();
        for _ in 0..me % 7 {
            std::thread::yield_now();
        }
        marks[me] = me + 1;
    }
    marks.iter().enumerate().all(|(at, mark)| *mark == at + 1)
}

/// A region on any statement, not only on a block.
#[conformance]
fn region_on_a_statement(threads: usize) -> bool {
    let runs = AtomicUsize::new(0);
    #[crossed(omp(parallel num_threads(threads)))]
    runs.fetch_add(1, Relaxed);
    runs.into_inner() == threads
}

/// Directives stack: the second belongs to the block of the first.
#[conformance]
fn region_with_stacked_directive(threads: usize) -> bool {
    let mut runs = 0;
    let team = AtomicUsize::new(0);
    #[crossed(omp(parallel num_threads(threads)))]
    #[omp(single)]
    {
        runs += 1;
        team.store(omp_get_num_threads(), Relaxed);
    }
    runs == 1 && team.into_inner() == threads
}

/// Each element becomes the mean of two neighbours of another array, which all threads read.
#[conformance]
fn avg_arr_prev_two_elements_base(threads: usize) -> bool {
    let a: Vec<f64> = (0..1000).map(|i| f64::from(i * i)).collect();
    let mut b = vec![0.0; a.len()];
    let alone = AtomicUsize::new(0);
    #[crossed(omp(parallel for num_threads(threads)))]
    for i in 1..a.len() {
        b[i] = f64::midpoint(a[i - 1], a[i]);
        alone.fetch_add(usize::from(omp_get_num_threads() != threads), Relaxed);
    }
    let right = (1..a.len()).all(|i| b[i] + b[i] == a[i - 1] + a[i]);
    right && b[0] == 0.0 && alone.into_inner() == 0
}
