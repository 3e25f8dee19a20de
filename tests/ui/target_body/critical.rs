//! A lock on a device.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64]) {
    let mut sum = 0.0;
    #[omp(target teams loop map(tofrom: sum))]
    for i in 0..n {
        #[omp(critical)]
        {
            sum += y[i];
        }
    }
}

fn main() {}
