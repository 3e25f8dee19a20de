//! A conversion that may fail.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [i32]) {
    #[omp(target teams loop)]
    for i in 0..n {
        y[i] = i32::try_from(i).unwrap_or(0);
    }
}

fn main() {}
