//! `masked` and its old name `master`: a thread that is named.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use conformance::conformance;
use ferromp::prelude::*;

use crate::common::{Witness, patience};

/// Thread 0 alone runs the block.
#[conformance]
fn master(threads: usize) -> bool {
    let mut runs = vec![0; 4];
    #[crossed(omp(parallel num_threads(threads)), omp(parallel num_threads(threads) if(false)))]
    {
        #[omp(master)]
        {
            runs[0] += 1;
            runs[1] += omp_get_thread_num();
            runs[2] = omp_get_num_threads();
        }
    }
    runs == [1, 0, threads, 0]
}

/// Without `master`, all threads do.
#[conformance]
fn master_runs_once(threads: usize) -> bool {
    let who = Witness::default();
    #[omp(parallel num_threads(threads))]
    {
        #[crossed(omp(master))]
        who.note();
    }
    who.count() == 1
}

/// `masked` is the same.
#[conformance]
fn masked(threads: usize) -> bool {
    let runs = AtomicUsize::new(0);
    #[omp(parallel num_threads(threads))]
    {
        #[crossed(omp(masked))]
        runs.fetch_add(1 + omp_get_thread_num(), Relaxed);
    }
    runs.into_inner() == 1
}

/// `filter` names another thread; one that does not exist runs nothing.
#[conformance]
fn masked_filter(threads: usize) -> bool {
    let (last, nobody) = (AtomicUsize::new(0), AtomicUsize::new(0));
    #[omp(parallel num_threads(threads))]
    {
        #[crossed(omp(masked filter(threads - 1)))]
        last.fetch_add(1 + omp_get_thread_num(), Relaxed);
        #[omp(masked filter(threads))]
        nobody.fetch_add(1, Relaxed);
    }
    last.into_inner() == threads && nobody.into_inner() == 0
}

/// There is no barrier: thread 0 need not come for the others to go on.
#[conformance]
fn masked_has_no_barrier(threads: usize) -> bool {
    let (passed, alone, patience) = (AtomicUsize::new(0), AtomicUsize::new(0), patience());
    #[omp(parallel num_threads(threads))]
    {
        #[crossed(omp(masked), omp(single))]
        {
            let mut rounds = 0;
            while passed.load(Relaxed) < threads - 1 && rounds < patience {
                std::thread::yield_now();
                rounds += 1;
            }
            alone.fetch_add(usize::from(passed.load(Relaxed) < threads - 1), Relaxed);
        }
        passed.fetch_add(1, Relaxed);
    }
    alone.into_inner() == 0
}

/// In a function that the region calls.
#[omp]
fn by_primary(runs: &AtomicUsize) {
    #[omp(masked)]
    {
        runs.fetch_add(1, Relaxed);
    }
}

#[conformance]
fn orphaned_masked(threads: usize) -> bool {
    let runs = AtomicUsize::new(0);
    #[omp(parallel num_threads(threads))]
    {
        by_primary(&runs);
    }
    runs.into_inner() == 1
}
