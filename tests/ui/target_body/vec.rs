//! An allocation on a device.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        let t = vec![0.0; 4];
        y[i] = t[0];
    }
}

fn main() {}
