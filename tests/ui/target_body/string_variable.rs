//! A variable that no device can have.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64], s: &String) {
    #[omp(target teams loop)]
    for i in 0..n {
        let t = s;
        y[i] = 1.0;
    }
}

fn main() {}
