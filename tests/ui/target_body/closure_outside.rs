//! A closure from outside.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64], g: fn(f64) -> f64) {
    #[omp(target teams loop)]
    for i in 0..n {
        y[i] = g(1.0);
    }
}

fn main() {}
