//! `taskbench`: what it costs to make a task of a short delay. Each repetition is one task, or one a thread.

use std::hint::black_box;

use ferromp::prelude::*;

use super::measure::{delay, each_delays, overhead, turns};
use crate::case::Sample;

/// The levels of a tree of tasks.
const DEPTH: usize = 6;

/// Every thread makes tasks.
pub(crate) fn parallel_task(threads: usize, _: usize) -> Sample {
    #[omp]
    fn run(threads: usize, reps: usize) {
        #[omp(parallel num_threads(threads))]
        {
            for _ in 0..reps {
                #[omp(task)]
                {
                    delay();
                }
            }
        }
    }
    each_delays(threads, |reps| {
        run(threads, reps);
        reps as f64
    })
}

/// One thread makes the tasks of all.
pub(crate) fn master_task(threads: usize, _: usize) -> Sample {
    #[omp]
    fn run(threads: usize, reps: usize) {
        #[omp(parallel num_threads(threads))]
        #[omp(master)]
        {
            for _ in 0..reps * threads {
                #[omp(task)]
                {
                    delay();
                }
            }
        }
    }
    each_delays(threads, |reps| {
        run(threads, reps);
        reps as f64
    })
}

/// A task that makes a task.
pub(crate) fn nested_task(threads: usize, _: usize) -> Sample {
    #[omp]
    fn run(threads: usize, reps: usize) {
        #[omp(parallel num_threads(threads))]
        {
            for _ in 0..reps {
                #[omp(task)]
                {
                    #[omp(task)]
                    {
                        delay();
                    }
                }
            }
        }
    }
    each_delays(threads, |reps| {
        run(threads, reps);
        reps as f64
    })
}

/// The `if` clause is false.
pub(crate) fn conditional_task(threads: usize, _: usize) -> Sample {
    #[omp]
    fn run(threads: usize, reps: usize) {
        let deferred = black_box(false);
        #[omp(parallel num_threads(threads))]
        {
            for _ in 0..reps {
                #[omp(task if(deferred))]
                {
                    delay();
                }
            }
        }
    }
    each_delays(threads, |reps| {
        run(threads, reps);
        reps as f64
    })
}

/// A `taskwait` behind every task.
pub(crate) fn task_wait(threads: usize, _: usize) -> Sample {
    #[omp]
    fn run(threads: usize, reps: usize) {
        #[omp(parallel num_threads(threads))]
        {
            for _ in 0..reps {
                #[omp(task)]
                {
                    delay();
                }
                omp!(taskwait);
            }
        }
    }
    each_delays(threads, |reps| {
        run(threads, reps);
        reps as f64
    })
}

/// A `barrier` behind every task.
pub(crate) fn task_barrier(threads: usize, _: usize) -> Sample {
    #[omp]
    fn run(threads: usize, reps: usize) {
        #[omp(parallel num_threads(threads))]
        {
            for _ in 0..reps {
                #[omp(task)]
                {
                    delay();
                }
                omp!(barrier);
            }
        }
    }
    each_delays(threads, |reps| {
        run(threads, reps);
        reps as f64
    })
}

/// A tree of tasks that delays at every inner node. Every thread makes one; a repetition is one of its delays.
pub(crate) fn branch_tree(threads: usize, _: usize) -> Sample {
    #[omp]
    fn grow(level: usize) {
        if level > 0 {
            #[omp(task)]
            {
                grow(level - 1);
                grow(level - 1);
                delay();
            }
        }
    }
    #[omp]
    fn run(threads: usize, trees: usize) {
        #[omp(parallel num_threads(threads))]
        {
            for _ in 0..trees {
                grow(DEPTH);
            }
        }
    }
    trees(threads, (1 << DEPTH) - 1, |trees| run(threads, trees))
}

/// A tree of tasks that delays at its leaves.
pub(crate) fn leaf_tree(threads: usize, _: usize) -> Sample {
    #[omp]
    fn grow(level: usize) {
        if level == 0 {
            delay();
        } else {
            #[omp(task)]
            {
                grow(level - 1);
                grow(level - 1);
            }
        }
    }
    #[omp]
    fn run(threads: usize, trees: usize) {
        #[omp(parallel num_threads(threads))]
        {
            for _ in 0..trees {
                grow(DEPTH);
            }
        }
    }
    trees(threads, 1 << DEPTH, |trees| run(threads, trees))
}

/// [`overhead`] of whole trees of so many delays, for each delay.
fn trees(threads: usize, delays: usize, mut run: impl FnMut(usize)) -> Sample {
    let of_a_tree = overhead(delays as f64 * turns(threads), delay, |trees| {
        run(trees);
        trees as f64
    });
    Sample { seconds: of_a_tree.seconds / delays as f64, value: of_a_tree.value }
}
