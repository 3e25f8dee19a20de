//! DRB195: after the first step both names mean one array: two borrows of it, one mutable.
//! Stopped by rustc: the message is its own.

use ferromp::prelude::*;

#[omp]
fn kernel(mut u1: &mut [f64], u2: &mut [f64], c: f64) {
    for _ in 0..10 {
        let n = u1.len();
        #[omp(parallel for)]
        for i in 1..n - 1 {
            u2[i] = u1[i] + c * (u1[i - 1] + u1[i + 1] - 2.0 * u1[i]);
        }
        u1 = u2;
    }
}

fn main() {
    kernel(&mut [0.0; 10], &mut [0.0; 10], 0.1);
}
