//! Conditions with `let`.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        if let 1 = i {
            y[i] = 1.0;
        }
        let 2 = i else { continue };
    }
}

fn main() {}
