//! A loop over elements.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64], a: &[f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        for x in a {
            y[i] += x;
        }
    }
}

fn main() {}
