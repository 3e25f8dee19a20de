//! A closure on a device.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        let g = |x: f64| x + 1.0;
        y[i] = g(1.0);
    }
}

fn main() {}
