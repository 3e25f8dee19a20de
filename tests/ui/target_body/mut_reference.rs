//! A mutable reference.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        let e = &mut y[i];
        *e = 1.0;
    }
}

fn main() {}
