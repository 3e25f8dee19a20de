//! What the programmer promises is kept out by the lint that keeps out promises.
#![forbid(unsafe_code)]

use ferromp::prelude::*;

#[omp]
fn count(a: &[f64]) -> usize {
    let mut found = 0;
    #[omp(parallel for unsafe(shared(found)))]
    for i in 0..a.len() {
        found += usize::from(a[i] > 0.0);
    }
    found
}

#[omp]
fn fill(a: &mut [f64]) {
    #[omp(target teams loop unsafe(kernel("../../../../kernels/vadd.cl", vadd(a))))]
    for i in 0..a.len() {
        a[i] = 1.0;
    }
}

fn main() {
    count(&[]);
    fill(&mut []);
}
