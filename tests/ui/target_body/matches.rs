//! A macro that stands for a `match`.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        y[i] = if matches!(i, 1..=3) { 1.0 } else { 0.0 };
    }
}

fn main() {}
