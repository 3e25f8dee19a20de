//! A loop without an end.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        for k in 0.. {
            y[i] = 1.0;
        }
    }
}

fn main() {}
