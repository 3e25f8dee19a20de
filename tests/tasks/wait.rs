//! `taskwait`, and tasks that are not deferred.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use conformance::conformance;
use ferromp::prelude::*;

/// Behind the wait the tasks are done.
#[conformance]
fn taskwait(threads: usize) -> bool {
    let sum = AtomicUsize::new(0);
    let mut seen = 0;
    #[omp(parallel num_threads(threads))]
    {
        #[omp(single)]
        {
            for i in 0..15 {
                #[omp(task)]
                {
                    for _ in 0..i {
                        std::thread::yield_now();
                    }
                    sum.fetch_add(i + 1, Relaxed);
                }
            }
            omp!(taskwait);
            seen = sum.load(Relaxed);
        }
    }
    seen == 120
}

/// The wait is for children; their children may be on their way, and are done at the barrier.
#[conformance]
fn taskwait_descendants(threads: usize) -> bool {
    let (children, grandchildren) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let (mut at_wait, mut at_barrier) = (0, 0);
    #[omp(parallel num_threads(threads))]
    {
        #[omp(single)]
        {
            for _ in 0..15 {
                #[omp(task)]
                {
                    for _ in 0..10 {
                        #[omp(task)]
                        {
                            grandchildren.fetch_add(1, Relaxed);
                        }
                    }
                    children.fetch_add(1, Relaxed);
                }
            }
            omp!(taskwait);
            at_wait = children.load(Relaxed);
        }
        #[omp(single)]
        {
            at_barrier = grandchildren.load(Relaxed);
        }
    }
    at_wait == 15 && at_barrier == 150
}

/// `if(false)`: the task is done before the next statement.
#[conformance]
fn undeferred_task(threads: usize) -> bool {
    let flag = AtomicUsize::new(1);
    let mut seen = Vec::new();
    #[omp(parallel num_threads(threads))]
    {
        #[omp(single)]
        {
            let creator = omp_get_thread_num();
            for round in 0..10 {
                let before = flag.load(Relaxed);
                #[omp(task if(false))]
                {
                    // Run by the thread that creates it.
                    flag.fetch_add(usize::from(omp_get_thread_num() == creator), Relaxed);
                }
                seen.push(flag.load(Relaxed) == before + 1 && round < 10);
            }
        }
    }
    seen == [true; 10]
}

/// As `PyOMP` writes it, with a block.
#[conformance]
fn taskwait_on_a_block(threads: usize) -> bool {
    let done = AtomicUsize::new(0);
    let mut seen = 0;
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        #[omp(task)]
        {
            done.fetch_add(1, Relaxed);
        }
        #[omp(task)]
        {
            done.fetch_add(2, Relaxed);
        }
        #[omp(taskwait)]
        {}
        seen = done.load(Relaxed);
    }
    seen == 3
}

/// Tasks made in a loop refer to what was declared before it; nothing but the function's own `taskwait` waits for them.
#[omp]
fn orphaned_loop(tasks: usize) -> usize {
    let done = AtomicUsize::new(0);
    for _ in 0..tasks {
        #[omp(task)]
        {
            done.fetch_add(1, Relaxed);
        }
    }
    omp!(taskwait);
    done.into_inner()
}

#[conformance]
fn taskwait_orphaned_loop(threads: usize) -> bool {
    let mut counts = vec![0; threads];
    #[omp(parallel num_threads(threads))]
    {
        let count = orphaned_loop(10);
        counts[omp_get_thread_num()] = count;
    }
    counts.iter().all(|&count| count == 10)
}
