//! An integer of 128 bits.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        let k = 1_i128;
        y[i] = k as f64;
    }
}

fn main() {}
