//! The method of the EPCC suite: a construct around a short delay, less the delay alone.

use std::{
    hint::black_box,
    thread,
    time::{Duration, Instant},
};

use crate::case::Sample;

/// How long a measured run should take.
const RUN: Duration = Duration::from_millis(30);
/// From this length on, a run tells how many repetitions fill `RUN`.
const PROBE: Duration = Duration::from_millis(4);

/// Some 0.1 us of work. The same in C. A chain of multiplications and shifts in turns: LLVM folds steps that only multiply
/// and add, and a delay of 1 ns was left here beside 30 ns by gcc.
#[inline(never)]
pub(crate) fn delay() {
    let mut x = black_box(1_u64);
    for _ in 0..96 {
        x = (x ^ (x >> 32)).wrapping_mul(6_364_136_223_846_793_005);
    }
    black_box(x);
}

/// The seconds of one repetition of `run`, which does as many as it is told and returns its check, and that check for
/// each repetition. The repetitions are doubled until they say how many fill a run, which is the warm-up as well.
pub(crate) fn time(mut run: impl FnMut(usize) -> f64) -> Sample {
    let mut measure = |reps: usize| {
        let start = Instant::now();
        let value = run(reps);
        (start.elapsed(), value)
    };
    let mut reps = 1;
    let probe = loop {
        let (took, _) = measure(reps);
        if took >= PROBE {
            break took;
        }
        reps *= 2;
    };
    reps = ((reps as f64 * RUN.as_secs_f64() / probe.as_secs_f64()) as usize).max(1);
    let (took, value) = measure(reps);
    Sample { seconds: took.as_secs_f64() / reps as f64, value: value / reps as f64 }
}

/// The seconds of a repetition of `run` that the constructs in it take: less `of` repetitions of `reference`, which is
/// what a repetition does besides.
pub(crate) fn overhead(of: f64, mut reference: impl FnMut(), run: impl FnMut(usize) -> f64) -> Sample {
    let mut alone = || {
        time(|reps| {
            (0..reps)
                .map(|_| {
                    reference();
                    1.0
                })
                .sum()
        })
        .seconds
    };
    let alone = alone().min(alone());
    let Sample { seconds, value } = time(run);
    Sample { seconds: seconds - of * alone, value }
}

/// How often the threads of a team of this size take turns on the processors there are, when all of them delay.
pub(crate) fn turns(threads: usize) -> f64 {
    threads.div_ceil(thread::available_parallelism().map_or(1, usize::from)) as f64
}

/// [`overhead`] of a construct in which every thread of the team delays once.
pub(crate) fn each_delays(threads: usize, run: impl FnMut(usize) -> f64) -> Sample {
    overhead(turns(threads), delay, run)
}

/// [`overhead`] of a construct in which one thread delays, or one after the other does.
pub(crate) fn one_delays(run: impl FnMut(usize) -> f64) -> Sample {
    overhead(1.0, delay, run)
}
