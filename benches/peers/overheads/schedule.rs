//! `schedbench`: a loop of 128 short iterations a thread, by schedule and chunk size.

use ferromp::prelude::*;

use super::measure::{delay, overhead, turns};
use crate::case::Sample;

/// Iterations for each thread of the team.
const EACH: usize = 128;

macro_rules! schedules {
    ($($name:ident($chunk:ident): [$($clause:tt)*],)*) => {$(
        pub(crate) fn $name(threads: usize, $chunk: usize) -> Sample {
            #[omp]
            fn run(threads: usize, $chunk: usize, reps: usize) -> usize {
                let _ = $chunk;
                let mut total = 0_usize;
                #[omp(parallel num_threads(threads) reduction(+: total))]
                {
                    for _ in 0..reps {
                        let mut count = 0_usize;
                        #[omp(for schedule($($clause)*))]
                        for _i in 0..EACH * threads {
                            delay();
                            count += 1;
                        }
                        total += count;
                    }
                }
                total
            }
            let work = EACH as f64 * turns(threads);
            overhead(work, delay, |reps| run(threads, $chunk, reps) as f64)
        }
    )*};
}
schedules! {
    fixed(chunk): [static],
    fixed_chunk(chunk): [static, chunk],
    dynamic(chunk): [dynamic, chunk],
    guided(chunk): [guided, chunk],
}
