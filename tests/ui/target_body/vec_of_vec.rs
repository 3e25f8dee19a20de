//! Rows that lie apart.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64], a: &[Vec<f64>]) {
    #[omp(target teams loop)]
    for i in 0..n {
        y[i] = a[i][0];
    }
}

fn main() {}
