//! Rayon's counterparts, where it has one. All start on a thread of the pool, as rayon's programs do.

use rayon::{ThreadPool, ThreadPoolBuilder, prelude::*};

use super::measure::{delay, each_delays};
use crate::case::Sample;

fn pool(threads: usize) -> ThreadPool {
    ThreadPoolBuilder::new().num_threads(threads).build().expect("the system gives as many threads")
}

/// `broadcast` beside `parallel`.
pub(crate) fn parallel(threads: usize, _: usize) -> Sample {
    pool(threads).install(|| {
        each_delays(threads, |reps| {
            for _ in 0..reps {
                rayon::broadcast(|_| delay());
            }
            reps as f64
        })
    })
}

/// `par_iter` beside `parallel for`.
pub(crate) fn parallel_for(threads: usize, _: usize) -> Sample {
    pool(threads).install(|| {
        each_delays(threads, |reps| {
            for _ in 0..reps {
                (0..threads).into_par_iter().for_each(|_| delay());
            }
            reps as f64
        })
    })
}

/// `sum` beside `reduction`.
pub(crate) fn reduction(threads: usize, _: usize) -> Sample {
    pool(threads).install(|| {
        each_delays(threads, |reps| {
            let one = |_| {
                delay();
                1.0
            };
            (0..reps).map(|_| (0..threads).into_par_iter().map(one).sum::<f64>()).sum()
        })
    })
}

/// `spawn` in a scope beside a task.
pub(crate) fn master_task(threads: usize, _: usize) -> Sample {
    pool(threads).install(|| {
        each_delays(threads, |reps| {
            rayon::scope(|scope| (0..reps * threads).for_each(|_| scope.spawn(|_| delay())));
            reps as f64
        })
    })
}
