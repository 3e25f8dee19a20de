//! A panic on a device.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        assert!(y[i] > 0.0);
        debug_assert!(i < n);
    }
}

fn main() {}
