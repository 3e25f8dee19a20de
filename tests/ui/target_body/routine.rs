//! A routine that only the host has.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        y[i] = omp_get_wtime();
    }
}

fn main() {}
