//! Vector addition, the first loop of every parallel language: `c[i] = a[i] + b[i]`.
//!
//! Look at the sharing: `a` and `b` are only read, so every thread may read all of them; `c` is written, but by
//! each iteration only at its own `i`, and that is what makes the loop compile. Memory feeds this loop, not the
//! cores: the rate in GB/s stops growing when the memory bus is full.

mod common;

use clap::Parser;
use common::Random;
use common::args::{Threads, positive};
use common::timing::{best_of, report_rate};
use ferromp::prelude::*;

#[derive(Parser)]
#[command(about = "Vector addition")]
struct Args {
    /// Elements of each vector
    #[arg(long, default_value_t = 4_000_000, value_parser = positive())]
    size: usize,
    /// Runs of which the fastest counts
    #[arg(long, default_value_t = 5, value_parser = positive())]
    repeat: usize,
    #[command(flatten)]
    threads: Threads,
}

#[omp]
fn vadd(a: &[f64], b: &[f64], c: &mut [f64]) {
    let n = c.len();
    #[omp(parallel for)]
    for i in 0..n {
        c[i] = a[i] + b[i];
    }
}

fn vadd_serial(a: &[f64], b: &[f64], c: &mut [f64]) {
    for (c, (a, b)) in c.iter_mut().zip(a.iter().zip(b)) {
        *c = a + b;
    }
}

fn main() {
    let args = Args::parse();
    let (n, threads) = (args.size, args.threads.apply());
    let mut random = Random::new(1);
    let (a, b) = (random.vector(n, -1.0, 1.0), random.vector(n, -1.0, 1.0));
    let (mut expected, mut c) = (vec![0.0; n], vec![0.0; n]);

    let ((), serial) = best_of(args.repeat, || vadd_serial(&a, &b, &mut expected));
    let ((), parallel) = best_of(args.repeat, || vadd(&a, &b, &mut c));

    println!("vadd, {n} elements, {threads} threads");
    // Two vectors are read and one is written.
    let gigabytes = 3.0 * (n * size_of::<f64>()) as f64 * 1e-9;
    report_rate("serial", serial, serial, gigabytes, "GB/s");
    report_rate("parallel for", parallel, serial, gigabytes, "GB/s");
    assert!(c == expected, "the two sums differ");
}
