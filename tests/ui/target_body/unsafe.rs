//! Unchecked access.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64], a: &[f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        y[i] = unsafe { *a.get_unchecked(i) };
    }
}

fn main() {}
