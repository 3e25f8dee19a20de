//! Matrix multiplication `C = A B` of order n, by the plain i-k-j loop.
//!
//! Look at the index `c[i * n + j]`: iteration `i` owns the whole row `i` of the flat matrix, so the two inner
//! loops may add to it as they like. `k` in the middle lets the innermost loop run along rows of both `B` and `C`.
//! Swap `i` and `k` and the loop is refused, since every `k` would add to every row.
//!
//! `--device` adds the loop for a GPU: a thread for each element of the product instead of one for many rows.

mod common;

use clap::Parser;
use common::args::{Device, Threads, positive};
use common::check_close;
use common::timing::{best_of, report_rate};
use ferromp::prelude::*;

#[derive(Parser)]
#[command(about = "Matrix multiplication")]
struct Args {
    /// Order of the matrices
    #[arg(long, default_value_t = 512, value_parser = positive())]
    size: usize,
    /// Runs of which the fastest counts
    #[arg(long, default_value_t = 3, value_parser = positive())]
    repeat: usize,
    #[command(flatten)]
    threads: Threads,
    #[command(flatten)]
    device: Device,
}

/// Adds `a b` to `c`; all three are n x n, stored by rows.
#[omp]
fn dgemm(n: usize, a: &[f64], b: &[f64], c: &mut [f64]) {
    #[omp(parallel for)]
    for i in 0..n {
        for k in 0..n {
            let factor = a[i * n + k];
            let b_row = &b[k * n..][..n];
            for j in 0..n {
                c[i * n + j] += factor * b_row[j];
            }
        }
    }
}

/// The same on a device, one element of `c` an iteration.
#[omp]
fn dgemm_on_device(n: usize, a: &[f64], b: &[f64], c: &mut [f64], device: usize) {
    #[omp(target teams loop collapse(2) device(device) map(to: a, b) map(tofrom: c))]
    for i in 0..n {
        for j in 0..n {
            let mut sum = 0.0;
            for k in 0..n {
                sum += a[i * n + k] * b[k * n + j];
            }
            c[i * n + j] += sum;
        }
    }
}

fn dgemm_serial(n: usize, a: &[f64], b: &[f64], c: &mut [f64]) {
    for (a_row, c_row) in a.chunks_exact(n).zip(c.chunks_exact_mut(n)) {
        for (&factor, b_row) in a_row.iter().zip(b.chunks_exact(n)) {
            for (c, &b) in c_row.iter_mut().zip(b_row) {
                *c += factor * b;
            }
        }
    }
}

/// With `a[i][k] = i + k` and `b[k][j] = k + j` the product is known: n i j + (i + j) s1 + s2, where s1 and s2 are
/// the sums of k and of k squared over 0..n. Every number on the way is a whole one below 2^53 for n up to 100000.
fn check_product(n: usize, c: &[f64]) {
    let order = n as f64;
    let s1 = order * (order - 1.0) / 2.0;
    let s2 = (order - 1.0) * order * (2.0 * order - 1.0) / 6.0;
    for (at, &got) in c.iter().enumerate() {
        let (i, j) = ((at / n) as f64, (at % n) as f64);
        check_close("an element of the product", got, order * i * j + (i + j) * s1 + s2, 0.0);
    }
    let checksum: f64 = c.iter().sum();
    let known = 3.0 * order * s1 * s1 + order * order * s2;
    check_close("checksum", checksum, known, 1e-12 * known);
    println!("  checksum {checksum:e}, every element exact");
}

fn main() {
    let args = Args::parse();
    let (n, threads) = (args.size, args.threads.apply());
    let a: Vec<f64> = (0..n * n).map(|at| (at / n + at % n) as f64).collect();
    let b = a.clone();

    let (expected, serial) = best_of(args.repeat, || {
        let mut c = vec![0.0; n * n];
        dgemm_serial(n, &a, &b, &mut c);
        c
    });
    let (c, parallel) = best_of(args.repeat, || {
        let mut c = vec![0.0; n * n];
        dgemm(n, &a, &b, &mut c);
        c
    });

    println!("dgemm of order {n}, {threads} threads");
    // A multiplication and an addition for every i, k and j.
    let gigaflop = 2.0 * (n as f64).powi(3) * 1e-9;
    report_rate("serial", serial, serial, gigaflop, "GF/s");
    report_rate("parallel for", parallel, serial, gigaflop, "GF/s");
    check_product(n, &c);
    check_product(n, &expected);

    if let Some(device) = args.device.announce() {
        let (c, offloaded) = best_of(args.repeat, || {
            let mut c = vec![0.0; n * n];
            dgemm_on_device(n, &a, &b, &mut c, device);
            c
        });
        report_rate("target teams loop", offloaded, serial, gigaflop, "GF/s");
        check_product(n, &c);
    }
}
