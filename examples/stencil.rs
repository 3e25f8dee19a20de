//! A stencil of k x k weights over an n x n picture: each result is the weighted sum of its neighbourhood.
//!
//! Look at `collapse(2)`: both loops together are shared out, point by point instead of row by row, and
//! `output[i * n + j]` is still each iteration's own. The weights and the number of them are known only at run time.

mod common;

use clap::Parser;
use common::args::{Threads, positive};
use common::timing::{best_of, report_rate};
use common::{Random, check_close, max_difference};
use ferromp::prelude::*;

#[derive(Parser)]
#[command(about = "A stencil of k x k weights")]
struct Args {
    /// Points along each side of the result
    #[arg(long, default_value_t = 1024, value_parser = positive())]
    size: usize,
    /// Weights along each side of the stencil
    #[arg(long, default_value_t = 5, value_parser = positive())]
    weights: usize,
    /// Runs of which the fastest counts
    #[arg(long, default_value_t = 3, value_parser = positive())]
    repeat: usize,
    #[command(flatten)]
    threads: Threads,
}

/// `output` is n x n, `weights` k x k, and `input` has the k - 1 more rows and columns that the last sums need.
#[omp]
fn stencil(n: usize, k: usize, weights: &[f64], input: &[f64], output: &mut [f64]) {
    let width = n + k - 1;
    #[omp(parallel for collapse(2))]
    for i in 0..n {
        for j in 0..n {
            let mut sum = 0.0;
            for a in 0..k {
                for b in 0..k {
                    sum += weights[a * k + b] * input[(i + a) * width + j + b];
                }
            }
            output[i * n + j] = sum;
        }
    }
}

fn stencil_serial(n: usize, k: usize, weights: &[f64], input: &[f64], output: &mut [f64]) {
    let width = n + k - 1;
    for (at, point) in output.iter_mut().enumerate() {
        let corner = at / n * width + at % n;
        let row = |a: usize| weights[a * k..][..k].iter().zip(&input[corner + a * width..][..k]);
        *point = (0..k).flat_map(row).fold(0.0, |sum, (weight, value)| sum + weight * value);
    }
}

/// The binomial coefficients of order k - 1, scaled to the sum 1: a bell.
fn bell(k: usize) -> Vec<f64> {
    let mut row = vec![1.0];
    while row.len() < k {
        let halves = |at: usize| 0.5 * row.get(at).copied().unwrap_or(0.0);
        row = (0..=row.len()).map(|at| halves(at) + if at == 0 { 0.0 } else { halves(at - 1) }).collect();
    }
    row
}

/// The same result another way: a product of two bells is applied along the rows, then along the columns.
fn separable(n: usize, bell: &[f64], input: &[f64]) -> Vec<f64> {
    let width = n + bell.len() - 1;
    let along = |from: &[f64], start: usize, stride: usize| -> f64 {
        bell.iter().enumerate().map(|(a, weight)| weight * from[start + a * stride]).sum()
    };
    let rows: Vec<f64> = (0..width * n).map(|at| along(input, at / n * width + at % n, 1)).collect();
    (0..n * n).map(|at| along(&rows, at, n)).collect()
}

fn main() {
    let args = Args::parse();
    let (n, k, threads) = (args.size, args.weights, args.threads.apply());
    let width = n + k - 1;
    let bell = bell(k);
    let weights: Vec<f64> = bell.iter().flat_map(|a| bell.iter().map(move |b| a * b)).collect();
    let input = Random::new(4).vector(width * width, -1.0, 1.0);
    let (mut expected, mut output) = (vec![0.0; n * n], vec![0.0; n * n]);

    let ((), serial) = best_of(args.repeat, || stencil_serial(n, k, &weights, &input, &mut expected));
    let ((), parallel) = best_of(args.repeat, || stencil(n, k, &weights, &input, &mut output));

    println!("stencil, {n} x {n} points, {k} x {k} weights, {threads} threads");
    // A multiplication and an addition for every weight of every point.
    let gigaflop = 2.0 * (n * n * k * k) as f64 * 1e-9;
    report_rate("serial", serial, serial, gigaflop, "GF/s");
    report_rate("parallel for", parallel, serial, gigaflop, "GF/s");

    assert!(output == expected, "the two results differ");
    let difference = max_difference(&output, &separable(n, &bell, &input));
    check_close("difference from the two passes", difference, 0.0, 1e-13);
    println!("  within {difference:.1e} of two passes with k weights each");
}
