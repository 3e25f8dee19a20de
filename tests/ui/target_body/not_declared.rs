//! A function without `declare target`.

use ferromp::prelude::*;

fn half(x: f64) -> f64 {
    x / 2.0
}

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        y[i] = half(1.0);
    }
}

fn main() {}
