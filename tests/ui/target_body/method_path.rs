//! The same by their paths.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        y[i] = f64::total(1.0);
    }
}

fn main() {}
