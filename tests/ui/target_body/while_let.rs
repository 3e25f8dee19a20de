//! A loop with `let`.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        while let 1 = i {
            y[i] = 1.0;
        }
    }
}

fn main() {}
