//! A match on more than a number.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        y[i] = match ([i, n], n) {
            ([0, ..], _) => 1.0,
            _ => 2.0,
        };
    }
}

fn main() {}
