//! A kernel without the word that it needs.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [f64]) {
    #[omp(target teams loop kernel("kernels/fill.cl", fill(a)))]
    for i in 0..a.len() {
        a[i] = 1.0;
    }
}

fn main() {}
