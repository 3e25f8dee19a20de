//! The softmax of a vector, `exp(x[i]) / sum of exp(x)`, without overflow: two reductions and a scaling.
//!
//! Look at `softmax_fused`: one parallel region holds three loops. The maximum is complete, and may be read by every
//! thread, because a barrier ends the first loop; with `nowait` there it would not compile. Look at the last line
//! too: the sum has the same bits for every number of threads.
//!
//! `--device` adds the three loops on a GPU, with the vectors there from the first to the last.

mod common;

use clap::Parser;
use common::args::{Device, Threads, positive};
use common::timing::{best_of, report};
use common::{Random, check_close, max_difference};
use ferromp::prelude::*;

#[derive(Parser)]
#[command(about = "Softmax by max and sum reductions")]
struct Args {
    /// Elements of the vector
    #[arg(long, default_value_t = 2_000_000, value_parser = positive())]
    size: usize,
    /// Runs of which the fastest counts
    #[arg(long, default_value_t = 5, value_parser = positive())]
    repeat: usize,
    #[command(flatten)]
    threads: Threads,
    #[command(flatten)]
    device: Device,
}

/// One parallel region for each step.
#[omp]
fn softmax(x: &[f64], y: &mut [f64]) {
    let n = x.len();
    let mut largest = f64::NEG_INFINITY;
    #[omp(parallel for reduction(max: largest))]
    for i in 0..n {
        largest = largest.max(x[i]);
    }

    let mut sum = 0.0;
    #[omp(parallel for reduction(+: sum))]
    for i in 0..n {
        y[i] = (x[i] - largest).exp();
        sum += y[i];
    }

    #[omp(parallel for)]
    for i in 0..n {
        y[i] /= sum;
    }
}

/// One parallel region for all steps.
#[omp]
fn softmax_fused(x: &[f64], y: &mut [f64], threads: usize) {
    let n = x.len();
    let mut largest = f64::NEG_INFINITY;
    let mut sum = 0.0;
    #[omp(parallel num_threads(threads))]
    {
        #[omp(for reduction(max: largest))]
        for i in 0..n {
            largest = largest.max(x[i]);
        }

        #[omp(for reduction(+: sum))]
        for i in 0..n {
            let e = (x[i] - largest).exp();
            y[i] = e;
            sum += e;
        }

        #[omp(for)]
        for i in 0..n {
            y[i] /= sum;
        }
    }
}

/// Three loops on a device; `x` goes there once and `y` comes back once.
#[omp]
fn softmax_on_device(x: &[f64], y: &mut [f64], device: usize) {
    let n = x.len();
    #[omp(target data device(device) map(to: x) map(from: y))]
    {
        let mut largest = f64::NEG_INFINITY;
        #[omp(target teams loop device(device) map(to: x) reduction(max: largest))]
        for i in 0..n {
            largest = largest.max(x[i]);
        }

        let mut sum = 0.0;
        #[omp(target teams loop device(device) map(to: x) map(from: y) reduction(+: sum))]
        for i in 0..n {
            let e = (x[i] - largest).exp();
            y[i] = e;
            sum += e;
        }

        #[omp(target teams loop device(device) map(tofrom: y))]
        for i in 0..n {
            y[i] /= sum;
        }
    }
}

fn softmax_serial(x: &[f64], y: &mut [f64]) {
    let largest = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    for (y, x) in y.iter_mut().zip(x) {
        *y = (x - largest).exp();
    }
    let sum: f64 = y.iter().sum();
    for y in y {
        *y /= sum;
    }
}

fn main() {
    let args = Args::parse();
    let (n, threads) = (args.size, args.threads.apply());
    // Large enough that exp(x) alone would overflow.
    let x = Random::new(2).vector(n, 700.0, 800.0);
    let zeros = || vec![0.0; n];
    let (mut expected, mut separate, mut fused, mut alone) = (zeros(), zeros(), zeros(), zeros());

    let ((), serial) = best_of(args.repeat, || softmax_serial(&x, &mut expected));
    let ((), three) = best_of(args.repeat, || softmax(&x, &mut separate));
    let ((), one) = best_of(args.repeat, || softmax_fused(&x, &mut fused, threads));
    softmax_fused(&x, &mut alone, 1);

    println!("softmax, {n} elements, {threads} threads");
    report("serial", serial, serial);
    report("three parallel loops", three, serial);
    report("one region", one, serial);

    // Every element is at most 1 and a sum of n terms may be off by n roundings.
    let tolerance = n as f64 * f64::EPSILON;
    for result in [&separate, &fused] {
        check_close("sum of the result", result.iter().sum(), 1.0, tolerance);
        check_close("difference from serial", max_difference(result, &expected), 0.0, tolerance);
    }
    let same_bits = fused.iter().zip(&alone).all(|(a, b)| a.to_bits() == b.to_bits());
    assert!(same_bits, "{threads} threads and 1 thread give different bits");
    println!("  {threads} threads and 1 thread give the same bits");

    if let Some(device) = args.device.announce() {
        let mut result = zeros();
        let ((), offloaded) = best_of(args.repeat, || softmax_on_device(&x, &mut result, device));
        report("three target loops", offloaded, serial);
        check_close("sum of the result", result.iter().sum(), 1.0, tolerance);
        check_close("difference from serial", max_difference(&result, &expected), 0.0, tolerance);
    }
}
