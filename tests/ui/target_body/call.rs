//! A function that a field holds.

use ferromp::prelude::*;

struct S {
    g: fn(f64) -> f64,
}

#[omp]
fn f(n: usize, s: &S, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        y[i] = (s.g)(1.0);
    }
}

fn main() {}
