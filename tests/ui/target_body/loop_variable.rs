//! A pattern in a loop.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        for (a, b) in 0..n {
            y[i] += 1.0;
        }
    }
}

fn main() {}
