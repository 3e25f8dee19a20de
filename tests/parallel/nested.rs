//! Regions in regions.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use conformance::conformance;
use ferromp::prelude::*;

use crate::common::Witness;

/// A combined loop in each iteration of a combined loop.
#[conformance]
fn nested_parallel_for(threads: usize) -> bool {
    omp_set_max_active_levels(2);
    let inner_threads = threads.min(3);
    let mut a = vec![vec![0; 7]; 2 * threads];
    let (outer, inner) = (Witness::default(), Witness::default());
    #[omp(parallel for num_threads(threads))]
    for i in 0..a.len() {
        outer.note();
        let row = &mut a[i];
        #[crossed(omp(parallel for num_threads(inner_threads)), omp(parallel for num_threads(inner_threads + 1)))]
        for j in 0..row.len() {
            inner.note();
            row[j] = i * 10 + j;
        }
    }
    let right =
        a.iter().enumerate().all(|(i, row)| row.iter().enumerate().all(|(j, cell)| *cell == i * 10 + j));
    right && outer.saw_each(threads, 2) && inner.saw_team_of(inner_threads) && inner.count() == 14 * threads
}

/// Beyond the allowed number of active levels, a region is a team of one.
#[conformance]
fn nested_parallel_regions_1(threads: usize) -> bool {
    omp_set_max_active_levels(1);
    let (outer, inner) = (Witness::default(), Witness::default());
    #[crossed(omp(parallel num_threads(threads)))]
    {
        outer.note();
        #[omp(parallel num_threads(2))]
        {
            inner.note();
        }
    }
    // A team of one is not active: the region in it may be.
    let expected = if threads == 1 { inner.saw_each(2, 1) } else { inner.saw_each(1, threads) };
    outer.saw_each(threads, 1) && expected
}

/// With enough active levels, each thread of a team is the primary thread of a team of its own.
#[conformance]
fn nested_parallel_regions_2(threads: usize) -> bool {
    let threads = threads.min(8);
    omp_set_max_active_levels(3);
    let sums: Vec<AtomicUsize> = (0..threads).map(|_| AtomicUsize::new(0)).collect();
    let innermost = Witness::default();
    #[omp(parallel num_threads(threads))]
    {
        let outer = omp_get_thread_num();
        #[crossed(omp(parallel num_threads(4)))]
        {
            sums[outer].fetch_add(omp_get_thread_num() + 1, Relaxed);
            #[omp(parallel num_threads(2))]
            {
                innermost.note();
            }
        }
    }
    sums.iter().all(|sum| sum.load(Relaxed) == 1 + 2 + 3 + 4) && innermost.saw_each(2, 4 * threads)
}

/// What a nested region writes belongs to the thread that started it.
#[conformance]
fn nested_region_writes_the_threads_own(threads: usize) -> bool {
    let threads = threads.min(8);
    omp_set_max_active_levels(2);
    let mut sums = vec![0; threads];
    #[crossed(omp(parallel num_threads(threads)))]
    {
        let me = omp_get_thread_num();
        let mut parts = [0; 3];
        #[omp(parallel num_threads(3))]
        {
            let inner = omp_get_thread_num();
            parts[inner] = inner + 1;
        }
        sums[me] = parts.iter().sum();
    }
    sums.iter().all(|sum| *sum == 6)
}

/// A region in a `critical` and one in a `single`.
#[conformance]
fn region_in_other_constructs(threads: usize) -> bool {
    omp_set_max_active_levels(2);
    let (in_critical, in_single) = (Witness::default(), Witness::default());
    #[crossed(omp(parallel num_threads(threads)))]
    {
        #[omp(critical)]
        {
            #[omp(parallel num_threads(2))]
            {
                in_critical.note();
            }
        }
        #[omp(single)]
        {
            #[omp(parallel num_threads(3))]
            {
                in_single.note();
            }
        }
    }
    in_critical.saw_each(2, threads) && in_single.saw_each(3, 1)
}
