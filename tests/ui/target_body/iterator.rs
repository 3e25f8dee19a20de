//! An iterator on a device.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64], a: &[f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        y[i] = a.iter().sum();
    }
}

fn main() {}
