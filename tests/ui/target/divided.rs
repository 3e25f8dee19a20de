//! A device cannot have one iteration's part of an array.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [f64], n: usize) {
    #[omp(parallel for)]
    for i in 0..4 {
        #[omp(target teams loop)]
        for j in 0..n {
            a[i * n + j] = 1.0;
        }
    }
}

fn main() {}
