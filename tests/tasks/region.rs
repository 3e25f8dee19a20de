//! Tasks of a region: who runs them, and by when.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use conformance::conformance;
use ferromp::prelude::*;

use crate::common::{Witness, patience};

/// Each task runs once.
#[conformance]
fn task_basic(threads: usize) -> bool {
    let runs: Vec<AtomicUsize> = (0..15).map(|_| AtomicUsize::new(0)).collect();
    #[omp(parallel num_threads(threads))]
    {
        #[crossed(omp(single))]
        {
            for i in 0..15 {
                #[omp(task)]
                {
                    runs[i].fetch_add(1, Relaxed);
                }
            }
        }
    }
    runs.iter().all(|runs| runs.load(Relaxed) == 1)
}

/// Whoever is free runs a task: the thread that creates them needs the others to come.
#[conformance]
fn task_thread_assignment(threads: usize) -> bool {
    let (started, together) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let (team, patience) = (Witness::default(), patience());
    #[crossed(omp(parallel num_threads(threads)), omp(parallel num_threads(threads) if(false)))]
    {
        #[omp(single)]
        {
            for _ in 0..threads {
                #[omp(task)]
                {
                    team.note();
                    started.fetch_add(1, Relaxed);
                    let mut rounds = 0;
                    while started.load(Relaxed) < threads && rounds < patience {
                        std::thread::yield_now();
                        rounds += 1;
                    }
                    together.fetch_add(usize::from(rounds < patience), Relaxed);
                }
            }
        }
    }
    // Every task has waited for all others to have started: each had a thread of its own.
    together.into_inner() == threads && team.saw_each(threads, 1)
}

/// The barrier at the end of `single` waits for the tasks.
#[conformance]
fn task_single_implicit_barrier(threads: usize) -> bool {
    let done = AtomicUsize::new(0);
    let mut seen = vec![0; threads];
    #[crossed(omp(parallel num_threads(threads)), omp(parallel num_threads(threads) if(false)))]
    {
        #[omp(single)]
        {
            for _ in 0..15 {
                #[omp(task)]
                {
                    for _ in 0..5 {
                        std::thread::yield_now();
                    }
                    done.fetch_add(1, Relaxed);
                }
            }
        }
        let me = omp_get_thread_num();
        seen[me] = done.load(Relaxed);
    }
    seen.iter().all(|seen| *seen == 15)
}

/// With `nowait` the others need not wait; at the latest the region's end does.
#[conformance]
fn task_single_nowait(threads: usize) -> bool {
    let done = AtomicUsize::new(0);
    #[omp(parallel num_threads(threads))]
    {
        #[crossed(omp(single nowait))]
        {
            for _ in 0..15 {
                #[omp(task)]
                {
                    std::thread::yield_now();
                    done.fetch_add(1, Relaxed);
                }
            }
        }
    }
    done.into_inner() == 15
}

/// A barrier waits for tasks, and for the tasks of tasks.
#[conformance]
fn task_barrier(threads: usize) -> bool {
    let done = AtomicUsize::new(0);
    let mut seen = vec![0; threads];
    #[crossed(omp(parallel num_threads(threads)), omp(parallel num_threads(threads) if(false)))]
    {
        #[omp(masked)]
        {
            for n in 0..8 {
                #[omp(task)]
                {
                    for _ in 0..=n {
                        #[omp(task)]
                        {
                            done.fetch_add(1, Relaxed);
                        }
                    }
                }
            }
        }
        omp!(barrier);
        let me = omp_get_thread_num();
        seen[me] = done.load(Relaxed);
    }
    seen.iter().all(|seen| *seen == 36)
}

/// Every thread may create tasks.
#[conformance]
fn tasks_of_all_threads(threads: usize) -> bool {
    let done = AtomicUsize::new(0);
    #[crossed(omp(parallel num_threads(threads)), omp(parallel num_threads(threads) if(false)))]
    {
        for _ in 0..10 {
            #[omp(task)]
            {
                done.fetch_add(1, Relaxed);
            }
        }
    }
    done.into_inner() == 10 * threads
}

/// In a loop: the iteration's task.
#[conformance]
fn tasks_in_a_loop(threads: usize) -> bool {
    let done = AtomicUsize::new(0);
    #[omp(parallel num_threads(threads))]
    {
        #[crossed(omp(for schedule(dynamic)))]
        for i in 0..20 {
            #[omp(task)]
            {
                done.fetch_add(i, Relaxed);
            }
        }
    }
    done.into_inner() == 190
}

/// Without a region a task is run all the same.
#[test]
fn task_outside_of_a_region() {
    #[omp]
    fn program() -> usize {
        let mut a = 0;
        #[omp(task shared(a))]
        {
            a += 1;
        }
        omp!(taskwait);
        a
    }
    assert_eq!(program(), 1);
}
