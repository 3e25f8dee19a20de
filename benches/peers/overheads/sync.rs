//! `syncbench`: regions, loops, barriers, and what lets one thread at a time pass.

use std::{
    hint::black_box,
    sync::{Mutex, PoisonError},
};

use ferromp::prelude::*;

use super::measure::{delay, each_delays, one_delays, overhead};
use crate::case::Sample;

pub(crate) fn parallel(threads: usize, _: usize) -> Sample {
    #[omp]
    fn run(threads: usize) {
        #[omp(parallel num_threads(threads))]
        {
            delay();
        }
    }
    each_delays(threads, |reps| {
        for _ in 0..reps {
            run(threads);
        }
        reps as f64
    })
}

pub(crate) fn parallel_for(threads: usize, _: usize) -> Sample {
    #[omp]
    fn run(threads: usize) {
        #[omp(parallel for num_threads(threads))]
        for _i in 0..threads {
            delay();
        }
    }
    each_delays(threads, |reps| {
        for _ in 0..reps {
            run(threads);
        }
        reps as f64
    })
}

pub(crate) fn reduction(threads: usize, _: usize) -> Sample {
    #[omp]
    fn run(threads: usize) -> f64 {
        let mut sum = 0.0;
        #[omp(parallel num_threads(threads) reduction(+: sum))]
        {
            delay();
            sum += 1.0;
        }
        sum
    }
    each_delays(threads, |reps| (0..reps).map(|_| run(threads)).sum())
}

pub(crate) fn for_loop(threads: usize, _: usize) -> Sample {
    #[omp]
    fn run(threads: usize, reps: usize) {
        #[omp(parallel num_threads(threads))]
        {
            for _ in 0..reps {
                #[omp(for)]
                for _i in 0..threads {
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

pub(crate) fn barrier(threads: usize, _: usize) -> Sample {
    #[omp]
    fn run(threads: usize, reps: usize) {
        #[omp(parallel num_threads(threads))]
        {
            for _ in 0..reps {
                delay();
                omp!(barrier);
            }
        }
    }
    each_delays(threads, |reps| {
        run(threads, reps);
        reps as f64
    })
}

pub(crate) fn single(threads: usize, _: usize) -> Sample {
    #[omp]
    fn run(threads: usize, reps: usize) -> u64 {
        let mut count = 0_u64;
        #[omp(parallel num_threads(threads))]
        {
            for _ in 0..reps {
                #[omp(single)]
                {
                    delay();
                    count += 1;
                }
            }
        }
        count
    }
    one_delays(|reps| run(threads, reps) as f64)
}

/// The threads take turns: a repetition is one section.
pub(crate) fn critical(threads: usize, _: usize) -> Sample {
    #[omp]
    fn run(threads: usize, reps: usize) -> u64 {
        let mut count = 0_u64;
        #[omp(parallel num_threads(threads))]
        {
            for _ in 0..reps {
                #[omp(critical)]
                {
                    delay();
                    count += 1;
                }
            }
        }
        count
    }
    shared_out(threads, delay, |each| run(threads, each) as f64)
}

/// Beside `omp_set_lock` stands the lock of Rust's library: the language has no other.
pub(crate) fn lock(threads: usize, _: usize) -> Sample {
    #[omp]
    fn run(threads: usize, reps: usize, count: &Mutex<u64>) {
        #[omp(parallel num_threads(threads))]
        {
            for _ in 0..reps {
                let mut count = count.lock().unwrap_or_else(PoisonError::into_inner);
                delay();
                *count += 1;
            }
        }
    }
    shared_out(threads, delay, |each| {
        let count = Mutex::new(0);
        run(threads, each, &count);
        count.into_inner().unwrap_or_else(PoisonError::into_inner) as f64
    })
}

pub(crate) fn atomic(threads: usize, _: usize) -> Sample {
    #[omp]
    fn run(threads: usize, reps: usize) -> f64 {
        let mut sum = 0.0_f64;
        let factor = black_box(1.0_f64);
        #[omp(parallel num_threads(threads))]
        {
            let mut term = 1.0_f64;
            for _ in 0..reps {
                #[omp(atomic)]
                {
                    sum += term;
                }
                term *= factor;
            }
        }
        sum
    }
    let (mut sum, mut term) = (0.0_f64, 1.0_f64);
    let alone = || {
        sum = black_box(sum + term);
        term *= black_box(1.0);
    };
    shared_out(threads, alone, |each| run(threads, each))
}

/// [`overhead`] where the repetitions are shared out to the threads, and exclude each other.
fn shared_out(threads: usize, alone: impl FnMut(), mut run: impl FnMut(usize) -> f64) -> Sample {
    overhead(1.0, alone, |reps| {
        let each = reps.div_ceil(threads);
        run(each) * reps as f64 / (each * threads) as f64
    })
}
