//! `arraybench`: regions whose threads have an array each.

use std::hint::black_box;

use ferromp::prelude::*;

use super::measure::{delay, each_delays, overhead, turns};
use crate::case::Sample;

/// Calls the instance for a run-time number of elements.
macro_rules! by_size {
    ($function:ident, $size:expr, $threads:expr) => {
        match $size {
            1 => $function::<1>($threads),
            9 => $function::<9>($threads),
            81 => $function::<81>($threads),
            729 => $function::<729>($threads),
            6561 => $function::<6561>($threads),
            59049 => $function::<59049>($threads),
            size => panic!("no instance for {size} elements"),
        }
    };
}

pub(crate) fn private(threads: usize, size: usize) -> Sample {
    by_size!(fresh, size, threads)
}

pub(crate) fn firstprivate(threads: usize, size: usize) -> Sample {
    by_size!(copied, size, threads)
}

/// A private variable must be assigned before it is used, so each thread fills its array, here and in C; the filling is
/// part of the reference.
fn fresh<const N: usize>(threads: usize) -> Sample {
    #[omp]
    fn run<const N: usize>(threads: usize, reps: usize) -> f64 {
        let values = [0.0_f32; N];
        let mut total = 0.0;
        for _ in 0..reps {
            let mut sum = 0.0;
            #[omp(parallel num_threads(threads) private(values) reduction(+: sum))]
            {
                values = [black_box(1.0); N];
                delay();
                sum += f64::from(black_box(&values)[N - 1]);
            }
            total += sum;
        }
        total
    }
    let alone = || {
        let values = [black_box(1.0_f32); N];
        delay();
        black_box(&values);
    };
    overhead(turns(threads), alone, |reps| run::<N>(threads, reps))
}

fn copied<const N: usize>(threads: usize) -> Sample {
    #[omp]
    fn run<const N: usize>(threads: usize, reps: usize) -> f64 {
        let values = black_box([1.0_f32; N]);
        let mut total = 0.0;
        for _ in 0..reps {
            let mut sum = 0.0;
            #[omp(parallel num_threads(threads) firstprivate(values) reduction(+: sum))]
            {
                delay();
                sum += f64::from(black_box(&values)[N - 1]);
            }
            total += sum;
        }
        total
    }
    each_delays(threads, |reps| run::<N>(threads, reps))
}
