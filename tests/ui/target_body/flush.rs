//! A flush on a device.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target map(tofrom: y))]
    {
        omp!(flush);
        y[n - 1] = 1.0;
    }
}

fn main() {}
