//! Triad and dot product of vectors that no cache holds.

use ferromp::prelude::*;
use rayon::prelude::*;

use crate::case::{Against, Case, Group, Sample, in_pool, target};

const SWEEPS: usize = 5;

pub(super) const TRIAD: Case = Case {
    name: "triad",
    group: Group::Loops,
    size: 20_000_000,
    quick: 2_000_000,
    rust: &[("ours", triad_ours), ("rayon", triad_rayon)],
    c: &[""],
    tolerance: 1e-12,
    targets: &[target(2, Against::C(""), 1.02), target(16, Against::C(""), 1.02)],
};

pub(super) const DOT: Case = Case {
    name: "dot",
    group: Group::Loops,
    size: 20_000_000,
    quick: 2_000_000,
    rust: &[("ours", dot_ours), ("rayon", dot_rayon)],
    c: &["", "dot_simd"],
    tolerance: 1e-12,
    targets: &[],
};

/// Element `i` of the operands.
fn operands(i: usize) -> (f64, f64) {
    ((i % 1000) as f64, (i % 7) as f64)
}

/// The first two operands and the result: each page is first touched by the thread that will use it.
#[omp]
fn vectors(n: usize) -> [Vec<f64>; 3] {
    let (mut a, mut b, mut c) = (vec![0.0; n], vec![0.0; n], vec![0.0; n]);
    #[omp(parallel for)]
    for i in 0..n {
        (a[i], b[i]) = operands(i);
        c[i] = 0.0;
    }
    [a, b, c]
}

fn vectors_rayon(n: usize) -> [Vec<f64>; 3] {
    let (mut a, mut b, mut c) = (vec![0.0; n], vec![0.0; n], vec![0.0; n]);
    a.par_iter_mut().zip(&mut b).zip(&mut c).enumerate().for_each(|(i, ((a, b), c))| {
        (*a, *b) = operands(i);
        *c = 0.0;
    });
    [a, b, c]
}

#[omp]
fn triad(s: f64, a: &mut [f64], b: &[f64], c: &[f64]) {
    #[omp(parallel for)]
    for i in 0..a.len() {
        a[i] = b[i] + s * c[i];
    }
}

fn par_triad(s: f64, a: &mut [f64], b: &[f64], c: &[f64]) {
    a.par_iter_mut().zip(b).zip(c).for_each(|((a, b), c)| *a = b + s * c);
}

fn time_triad([b, c, mut a]: [Vec<f64>; 3], triad: fn(f64, &mut [f64], &[f64], &[f64])) -> Sample {
    triad(2.0, &mut a, &b, &c);
    let sample = Sample::of(|| {
        for sweep in 0..SWEEPS {
            triad(3.0 + sweep as f64, &mut a, &b, &c);
        }
        0.0
    });
    Sample { value: a.iter().sum(), ..sample }
}

fn triad_ours(_threads: usize, n: usize) -> Sample {
    time_triad(vectors(n), triad)
}

fn triad_rayon(threads: usize, n: usize) -> Sample {
    in_pool(threads, || time_triad(vectors_rayon(n), par_triad))
}

#[omp]
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sum = 0.0;
    #[omp(parallel for reduction(+: sum))]
    for i in 0..a.len() {
        sum += a[i] * b[i];
    }
    sum
}

fn par_dot(a: &[f64], b: &[f64]) -> f64 {
    a.par_iter().zip(b).map(|(a, b)| a * b).sum()
}

fn time_dot([a, b, _]: [Vec<f64>; 3], dot: fn(&[f64], &[f64]) -> f64) -> Sample {
    dot(&a, &b);
    Sample::of(|| (0..SWEEPS).map(|_| dot(&a, &b)).sum())
}

fn dot_ours(_threads: usize, n: usize) -> Sample {
    time_dot(vectors(n), dot)
}

fn dot_rayon(threads: usize, n: usize) -> Sample {
    in_pool(threads, || time_dot(vectors_rayon(n), par_dot))
}
