//! A `simd` loop in a region writes what all threads share: it is theirs together.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [f64]) {
    #[omp(parallel)]
    {
        #[omp(simd)]
        for i in 0..4 {
            a[i] += 1.0;
        }
    }
}

#[omp]
fn g(a: &[f64]) {
    #[omp(simd)]
    for i in 0..4 {
        a[i] = 1.0;
    }
}

fn main() {}
