//! `single`: one thread for the team.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use conformance::conformance;
use ferromp::prelude::*;

use crate::common::{Witness, linger, patience};

/// One thread runs the block.
#[conformance]
fn single(threads: usize) -> bool {
    let runs = AtomicUsize::new(0);
    #[omp(parallel num_threads(threads))]
    {
        #[crossed(omp(single))]
        runs.fetch_add(1, Relaxed);
    }
    runs.into_inner() == 1
}

/// The block may write what it likes: nobody else is in it, and the others wait for its end.
#[conformance]
fn single_writes_for_all(threads: usize) -> bool {
    let (mut table, mut size) = (Vec::new(), 0);
    let mut sums = vec![0; threads];
    #[crossed(omp(parallel num_threads(threads)))]
    {
        #[omp(single)]
        {
            table = vec![1; 10];
            table.push(2);
            size = omp_get_num_threads();
        }
        let me = omp_get_thread_num();
        sums[me] = table.iter().sum::<usize>() + size;
    }
    sums.iter().all(|sum| *sum == 12 + threads)
}

/// Several singles, also in a loop: each runs once.
#[conformance]
fn single_again_and_again(threads: usize) -> bool {
    let runs = AtomicUsize::new(0);
    #[omp(parallel num_threads(threads))]
    {
        for _ in 0..50 {
            #[crossed(omp(single))]
            runs.fetch_add(1, Relaxed);
        }
    }
    runs.into_inner() == 50
}

/// With `nowait` the others go on: all of them may be past the block before it ends.
#[conformance]
fn single_nowait(threads: usize) -> bool {
    let (passed, alone, patience) = (AtomicUsize::new(0), AtomicUsize::new(0), patience());
    #[omp(parallel num_threads(threads))]
    {
        #[crossed(omp(single nowait), omp(single))]
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

/// The value of a single is every thread's.
#[conformance]
fn single_value(threads: usize) -> bool {
    let runs = AtomicUsize::new(0);
    let mut got = vec![0; threads];
    #[omp(parallel num_threads(threads))]
    {
        let value = #[crossed(omp(single))]
        {
            runs.fetch_add(1, Relaxed) + 41
        };
        let me = omp_get_thread_num();
        got[me] = value;
    }
    got.iter().all(|got| *got == 41) && runs.into_inner() == 1
}

/// The value may be anything that can be cloned.
#[conformance]
fn single_value_that_owns(threads: usize) -> bool {
    let mut lengths = vec![0; threads];
    #[omp(parallel num_threads(threads))]
    {
        let (words, n) = #[omp(single)]
        {
            (vec![String::from("one"), String::from("two")], omp_get_num_threads())
        };
        let me = omp_get_thread_num();
        lengths[me] = words.concat().len() + n;
    }
    lengths.iter().all(|length| *length == 6 + threads)
}

/// In a function that the region calls.
#[omp]
fn once(runs: &AtomicUsize) -> usize {
    #[omp(single)]
    {
        runs.fetch_add(1, Relaxed);
    }
    let after = #[omp(single)]
    {
        runs.load(Relaxed)
    };
    after + 100
}

#[conformance]
fn orphaned_single(threads: usize) -> bool {
    let (runs, wrong) = (AtomicUsize::new(0), AtomicUsize::new(0));
    #[omp(parallel num_threads(threads))]
    {
        for round in 1..=10 {
            let value = once(&runs);
            wrong.fetch_add(usize::from(value != round + 100), Relaxed);
        }
    }
    runs.into_inner() == 10 && wrong.into_inner() == 0
}

/// The others wait at the end of the block, and nobody is in it twice.
#[conformance]
fn single_excludes(threads: usize) -> bool {
    let (inside, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let who = Witness::default();
    #[omp(parallel num_threads(threads))]
    {
        #[crossed(omp(single))]
        {
            most.fetch_max(inside.fetch_add(1, Relaxed) + 1, Relaxed);
            linger(|| inside.load(Relaxed) > 1);
            who.note();
        }
    }
    most.into_inner() == 1 && who.count() == 1
}

/// A function's value is every thread's.
#[omp]
fn chosen(thread: usize) -> usize {
    #[omp(single)]
    {
        thread + 1
    }
}

#[omp]
fn choose(threads: usize, values: &mut [usize]) {
    #[omp(parallel num_threads(threads))]
    {
        let value = chosen(omp_get_thread_num());
        values[omp_get_thread_num()] = value;
    }
}

#[test]
fn single_value_of_a_function() {
    for threads in [1, 2, 3, 8, 64] {
        let mut values = vec![0; threads];
        choose(threads, &mut values);
        assert!(values[0] > 0 && values.iter().all(|&value| value == values[0]));
    }
}
