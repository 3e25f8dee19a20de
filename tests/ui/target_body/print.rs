//! Output from a device.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        println!("{}", y[i]);
    }
}

fn main() {}
