//! Loops over things that are split by index: slices, their chunks, and rayon's indexed iterators.
#![forbid(unsafe_code)]
#![allow(clippy::float_cmp, reason = "the numbers expected are exact")]

#[path = "../common/mod.rs"]
mod common;

use common::Witness;
use conformance::conformance;

/// `iter_mut`: each element once.
#[conformance]
fn iter_mut(threads: usize) -> bool {
    let mut v: Vec<usize> = (0..100).collect();
    let team = Witness::default();
    #[crossed(omp(parallel for num_threads(threads)))]
    for x in v[..].iter_mut() {
        *x *= 2;
        team.note();
    }
    v.iter().enumerate().all(|(i, x)| *x == 2 * i) && team.saw_team_of(threads)
}

/// `iter` with a reduction.
#[conformance]
fn iter(threads: usize) -> bool {
    let v: Vec<u64> = (1..=100).collect();
    let mut sum = 0;
    #[crossed(
        omp(parallel for num_threads(threads) reduction(+: sum)),
        omp(parallel for num_threads(threads) firstprivate(sum))
    )]
    for x in v.iter() {
        sum += *x;
    }
    sum == 5050
}

/// A reference to a vector or an array is a loop over its elements.
#[conformance]
fn references(threads: usize) -> bool {
    let mut v = vec![1; 30];
    let a = [1, 2, 3, 4];
    let mut sum = 0;
    #[omp(parallel for num_threads(threads))]
    for x in &mut v {
        *x += 1;
    }
    #[omp(parallel for num_threads(threads) reduction(+: sum))]
    for x in &a {
        sum += x;
    }
    v == [2; 30] && sum == 10
}

/// `enumerate` and `zip`.
#[conformance]
fn enumerate_and_zip(threads: usize) -> bool {
    let a: Vec<usize> = (0..50).collect();
    let mut b = vec![0; 50];
    let mut c = vec![0; 50];
    #[omp(parallel for num_threads(threads) schedule(dynamic, 3))]
    for (i, x) in b.iter_mut().enumerate() {
        *x = i + 1;
    }
    #[omp(parallel for num_threads(threads))]
    for (x, y) in c.iter_mut().zip(a.iter()) {
        *x = 10 * y;
    }
    (0..50).all(|i| b[i] == i + 1 && c[i] == 10 * i)
}

/// `chunks_mut`: rows of a flat matrix.
#[conformance]
fn chunks_mut(threads: usize) -> bool {
    let mut matrix = vec![0; 7 * 5 + 2];
    #[omp(parallel for num_threads(threads))]
    for (i, row) in matrix.chunks_mut(5).enumerate() {
        for (j, x) in row.iter_mut().enumerate() {
            *x = 10 * i + j;
        }
    }
    matrix.iter().enumerate().all(|(at, x)| *x == 10 * (at / 5) + at % 5)
}

/// Iterators of rayon, divided by this team and these schedules.
#[conformance]
fn rayon_iterators(threads: usize) -> bool {
    use rayon::prelude::*;

    let v: Vec<usize> = (0..64).collect();
    let (mut sum, team) = (0, Witness::default());
    #[omp(parallel for num_threads(threads) schedule(static) reduction(+: sum))]
    for x in v.par_iter().map(|x| x * x) {
        sum += x;
        team.note();
    }
    sum == (0..64).map(|x| x * x).sum::<usize>() && team.saw_each(threads, 64 / threads) || 64 % threads != 0
}

/// Own elements beside an iterator, under every schedule.
#[conformance]
fn own_elements_beside_items(threads: usize) -> bool {
    let values: Vec<f64> = (0..40).map(f64::from).collect();
    let mut out = vec![0.0; 40];
    #[omp(parallel num_threads(threads))]
    {
        #[omp(for schedule(guided))]
        for (i, value) in values.iter().enumerate() {
            out[i] = value / 2.0;
        }
    }
    out.iter().enumerate().all(|(i, out)| *out == i as f64 / 2.0)
}
