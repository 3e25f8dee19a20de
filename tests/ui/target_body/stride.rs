//! How far the elements of two iterations are apart: by what a function says, and by an inner loop's variable.

use ferromp::prelude::*;

#[omp(declare target)]
fn width(n: usize) -> usize {
    n + omp_get_team_num()
}

#[omp]
fn f(n: usize, c: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        for j in 0..n {
            c[i * width(n) + j] = 1.0;
        }
    }
}

#[omp]
fn g(c: &mut [f64]) {
    let k = 1;
    #[omp(target teams loop)]
    for i in 0..100 {
        for k in k..3 {
            c[i * k] = 1.0;
        }
    }
}

fn main() {}
