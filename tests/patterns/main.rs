//! The patterns of parallel programming on one example: the area under `4 / (1 + x * x)` from 0 to 1 is pi.
#![forbid(unsafe_code)]
#![allow(clippy::float_cmp, reason = "the numbers expected are exact")]

#[path = "../common/mod.rs"]
mod common;

use conformance::conformance;
use ferromp::prelude::*;

const STEPS: usize = 20_000;

fn height(i: usize) -> f64 {
    let x = (i as f64 + 0.5) / STEPS as f64;
    4.0 / (1.0 + x * x)
}

fn is_pi(sum: f64) -> bool {
    (sum / STEPS as f64 - std::f64::consts::PI).abs() < 1e-8
}

/// A loop divided among the threads of a region.
#[conformance]
fn pi_loop(threads: usize) -> bool {
    let mut sum = 0.0;
    #[omp(parallel num_threads(threads))]
    {
        #[crossed(omp(for reduction(+: sum)), omp(for firstprivate(sum)))]
        for i in 0..STEPS {
            sum += height(i);
        }
    }
    is_pi(sum)
}

/// The combined construct.
#[conformance]
fn pi_loop_combined(threads: usize) -> bool {
    let mut sum = 0.0;
    #[crossed(
        omp(parallel for reduction(+: sum) num_threads(threads)),
        omp(parallel for firstprivate(sum) num_threads(threads))
    )]
    for i in 0..STEPS {
        sum += height(i);
    }
    is_pi(sum)
}

/// The loop in a function that the region calls: every thread gets the sum.
#[omp]
fn area_by_team() -> f64 {
    let mut sum = 0.0;
    #[omp(for reduction(+: sum))]
    for i in 0..STEPS {
        sum += height(i);
    }
    sum
}

fn area_of_first_half() -> f64 {
    (0..STEPS / 2).map(height).sum()
}

#[conformance]
fn pi_loop_directive(threads: usize) -> bool {
    let program: fn() -> f64 = crossed!(area_by_team, area_of_first_half);
    let mut sums = vec![0.0; threads];
    #[omp(parallel num_threads(threads))]
    {
        let me = omp_get_thread_num();
        sums[me] = program();
    }
    sums.iter().all(|sum| is_pi(*sum) && sum.to_bits() == sums[0].to_bits())
}

/// One program, many data: each thread counts for itself, in its own slot.
#[conformance]
fn pi_spmd(threads: usize) -> bool {
    let mut partial = vec![0.0; threads];
    let mut team = 0;
    #[crossed(
        omp(parallel num_threads(threads)),
        omp(parallel num_threads(threads) firstprivate(partial))
    )]
    {
        let me = omp_get_thread_num();
        #[omp(single)]
        {
            team = omp_get_num_threads();
        }
        let mut local = 0.0;
        for i in (me..STEPS).step_by(team) {
            local += height(i);
        }
        partial[me] = local;
    }
    is_pi(partial.iter().sum())
}

/// Divide and conquer with tasks.
#[omp]
fn area(from: usize, to: usize) -> f64 {
    if to - from < 500 {
        return (from..to).map(height).sum();
    }
    let middle = usize::midpoint(from, to);
    let (mut left, mut right) = (0.0, 0.0);
    #[omp(task shared(left))]
    {
        left = area(from, middle);
    }
    #[omp(task shared(right))]
    {
        right = area(middle, to);
    }
    omp!(taskwait);
    left + right
}

#[conformance]
fn pi_task(threads: usize) -> bool {
    let mut sum = 0.0;
    #[crossed(
        omp(parallel num_threads(threads)),
        omp(parallel num_threads(threads) firstprivate(sum))
    )]
    #[omp(single)]
    {
        sum = area(0, STEPS);
    }
    is_pi(sum)
}
