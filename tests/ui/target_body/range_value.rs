//! A range as a value.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        let r = 0..n;
        y[i] = 1.0;
    }
}

fn main() {}
