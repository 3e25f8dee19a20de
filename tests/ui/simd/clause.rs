//! Clauses that `simd` does not take, or not yet: none is accepted and ignored.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [f64]) {
    #[omp(simd safelen(4))]
    for i in 0..4 {
        a[i] += 1.0;
    }
    #[omp(simd, simdlen(8), aligned(a: 64))]
    for i in 0..4 {
        a[i] += 1.0;
    }
    #[omp(simd linear(k: 1) nontemporal(a))]
    for i in 0..4 {
        a[i] += 1.0;
    }
    #[omp(parallel for simd safelen(4))]
    for i in 0..4 {
        a[i] += 1.0;
    }
}

#[omp]
fn g(a: &mut [f64]) {
    #[omp(simd schedule(static))]
    for i in 0..4 {
        a[i] += 1.0;
    }
    #[omp(simd if(parallel: true))]
    for i in 0..4 {
        a[i] += 1.0;
    }
}

fn main() {}
