//! A product of matrices by the i-k-j loop, the order known at run time only.

use ferromp::prelude::*;
use rayon::prelude::*;

use crate::case::{Against, Case, Group, Sample, in_pool, target};

pub(super) const DGEMM: Case = Case {
    name: "dgemm",
    group: Group::Loops,
    size: 1024,
    quick: 256,
    rust: &[("ours", ours), ("rayon", rayon)],
    c: &[""],
    // Of terms of both signs.
    tolerance: 1e-9,
    targets: &[target(2, Against::C(""), 1.1), target(16, Against::C(""), 1.1)],
};

/// `c += a b`, all three n x n and stored by rows.
type Multiply = fn(usize, &[f64], &[f64], &mut [f64]);

#[omp]
fn multiply(n: usize, a: &[f64], b: &[f64], c: &mut [f64]) {
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

fn par_multiply(n: usize, a: &[f64], b: &[f64], c: &mut [f64]) {
    c.par_chunks_mut(n).zip(a.par_chunks(n)).for_each(|(c_row, a_row)| {
        for (&factor, b_row) in a_row.iter().zip(b.chunks_exact(n)) {
            for (c, &b) in c_row.iter_mut().zip(b_row) {
                *c += factor * b;
            }
        }
    });
}

/// Element (i, j) of the factors.
fn element(n: usize, i: usize, j: usize) -> (f64, f64) {
    let (i, j) = (i as f64, j as f64);
    ((i + j) / n as f64, (i - j) / n as f64)
}

/// Each page is first touched by the thread that multiplies its rows.
#[omp]
fn matrices(n: usize) -> [Vec<f64>; 3] {
    let (mut a, mut b, mut c) = (vec![0.0; n * n], vec![0.0; n * n], vec![0.0; n * n]);
    #[omp(parallel for)]
    for i in 0..n {
        for j in 0..n {
            (a[i * n + j], b[i * n + j]) = element(n, i, j);
            c[i * n + j] = 0.0;
        }
    }
    [a, b, c]
}

fn par_matrices(n: usize) -> [Vec<f64>; 3] {
    let (mut a, mut b, mut c) = (vec![0.0; n * n], vec![0.0; n * n], vec![0.0; n * n]);
    let rows = a.par_chunks_mut(n).zip(b.par_chunks_mut(n)).zip(c.par_chunks_mut(n));
    rows.enumerate().for_each(|(i, ((a, b), c))| {
        for j in 0..n {
            (a[j], b[j]) = element(n, i, j);
            c[j] = 0.0;
        }
    });
    [a, b, c]
}

fn timed(n: usize, [a, b, mut c]: [Vec<f64>; 3], multiply: Multiply) -> Sample {
    multiply(n, &a, &b, &mut c);
    let sample = Sample::of(|| {
        multiply(n, &a, &b, &mut c);
        0.0
    });
    Sample { value: c.iter().sum(), ..sample }
}

fn ours(_threads: usize, n: usize) -> Sample {
    timed(n, matrices(n), multiply)
}

fn rayon(threads: usize, n: usize) -> Sample {
    in_pool(threads, || timed(n, par_matrices(n), par_multiply))
}
