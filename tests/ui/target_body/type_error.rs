//! A mistake in the types is told once.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        let k: i32 = 1.5;
        y[i] = f64::from(k);
    }
}

fn main() {}
