//! A block that is evaluated while compiling.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        y[i] = const { 1.0 + 2.0 };
    }
}

fn main() {}
