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

fn timed(n: usize, multiply: Multiply) -> Sample {
    let (mut a, mut b, mut c) = (vec![0.0; n * n], vec![0.0; n * n], vec![0.0; n * n]);
    for at in 0..n * n {
        let (i, j) = ((at / n) as f64, (at % n) as f64);
        (a[at], b[at]) = ((i + j) / n as f64, (i - j) / n as f64);
    }
    multiply(n, &a, &b, &mut c);
    let sample = Sample::of(|| {
        multiply(n, &a, &b, &mut c);
        0.0
    });
    Sample { value: c.iter().sum(), ..sample }
}

fn ours(_threads: usize, n: usize) -> Sample {
    timed(n, multiply)
}

fn rayon(threads: usize, n: usize) -> Sample {
    in_pool(threads, || timed(n, par_multiply))
}
