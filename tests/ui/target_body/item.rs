//! An item in a region.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        const K: f64 = 1.0;
        y[i] = K;
    }
}

fn main() {}
