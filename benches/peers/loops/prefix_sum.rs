//! Inclusive prefix sums of integers, by blocks in two passes.

use ferromp::prelude::*;
use rayon::prelude::*;

use crate::case::{Case, Group, Sample, in_pool};

pub(super) const PREFIX_SUM: Case = Case {
    name: "prefix_sum",
    group: Group::Loops,
    size: 20_000_000,
    quick: 1_000_000,
    rust: &[("ours", ours), ("rayon", rayon)],
    c: &["", "prefix_sum_scan"],
    tolerance: 0.0,
    targets: &[],
};

#[omp]
fn scan(threads: usize, x: &[u64], y: &mut [u64]) {
    let block = x.len().div_ceil(threads);
    let mut before = vec![0; threads];
    #[omp(parallel for)]
    for (sum, x) in before.iter_mut().zip(x.chunks(block)) {
        *sum = x.iter().sum();
    }
    make_exclusive(&mut before);
    #[omp(parallel for)]
    for ((y, x), before) in y.chunks_mut(block).zip(x.chunks(block)).zip(before.iter()) {
        write_sums(*before, x, y);
    }
}

fn par_scan(threads: usize, x: &[u64], y: &mut [u64]) {
    let block = x.len().div_ceil(threads);
    let mut before: Vec<u64> = x.par_chunks(block).map(|x| x.iter().sum()).collect();
    make_exclusive(&mut before);
    y.par_chunks_mut(block)
        .zip(x.par_chunks(block))
        .zip(&before)
        .for_each(|((y, x), &before)| write_sums(before, x, y));
}

fn make_exclusive(sums: &mut [u64]) {
    let mut total = 0;
    for sum in sums {
        total += std::mem::replace(sum, total);
    }
}

/// The sums of `x`, each plus what comes before.
fn write_sums(before: u64, x: &[u64], y: &mut [u64]) {
    let mut sum = before;
    for (y, x) in y.iter_mut().zip(x) {
        sum += x;
        *y = sum;
    }
}

fn timed(threads: usize, n: usize, scan: fn(usize, &[u64], &mut [u64])) -> Sample {
    let x: Vec<u64> = (0..n).map(|i| i as u64 % 100).collect();
    let mut y = vec![0; n];
    scan(threads, &x, &mut y);
    let sample = Sample::of(|| {
        scan(threads, &x, &mut y);
        0.0
    });
    Sample { value: y[n / 3] as f64 + y[n - 1] as f64, ..sample }
}

fn ours(threads: usize, n: usize) -> Sample {
    timed(threads, n, scan)
}

fn rayon(threads: usize, n: usize) -> Sample {
    in_pool(threads, || timed(threads, n, par_scan))
}
