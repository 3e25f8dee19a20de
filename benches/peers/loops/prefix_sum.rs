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

/// What is summed and room for the sums: each page is first touched by the thread that will use it.
#[omp]
fn vectors(n: usize) -> [Vec<u64>; 2] {
    let (mut x, mut y) = (vec![0; n], vec![0; n]);
    #[omp(parallel for)]
    for i in 0..n {
        x[i] = i as u64 % 100;
        y[i] = 0;
    }
    [x, y]
}

fn par_vectors(n: usize) -> [Vec<u64>; 2] {
    let (mut x, mut y) = (vec![0; n], vec![0; n]);
    x.par_iter_mut().zip(&mut y).enumerate().for_each(|(i, (x, y))| {
        *x = i as u64 % 100;
        *y = 0;
    });
    [x, y]
}

/// Inclusive sums of the first vector into the second, in as many blocks as there are threads.
type Scan = fn(usize, &[u64], &mut [u64]);

fn timed(threads: usize, [x, mut y]: [Vec<u64>; 2], scan: Scan) -> Sample {
    let n = x.len();
    scan(threads, &x, &mut y);
    let sample = Sample::of(|| {
        scan(threads, &x, &mut y);
        0.0
    });
    Sample { value: y[n / 3] as f64 + y[n - 1] as f64, ..sample }
}

fn ours(threads: usize, n: usize) -> Sample {
    timed(threads, vectors(n), scan)
}

fn rayon(threads: usize, n: usize) -> Sample {
    in_pool(threads, || timed(threads, par_vectors(n), par_scan))
}
