//! A tuple struct and an option.

use ferromp::prelude::*;

struct W(f64);

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        y[i] = W(1.0).0;
        let o = Some(1);
    }
}

fn main() {}
