//! A kernel without its arguments.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [f64]) {
    #[omp(target teams loop unsafe(kernel("kernels/fill.cl", a)))]
    for i in 0..a.len() {
        a[i] = 1.0;
    }
}

fn main() {}
