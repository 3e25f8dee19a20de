//! Text on a device.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        let s = "text";
        let c = 'c';
        y[i] = 1.0;
    }
}

fn main() {}
