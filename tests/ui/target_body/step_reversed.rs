//! A step from the wrong end.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        for k in (0..n).step_by(2).rev() {
            y[i] += 1.0;
        }
        for k in (0..n).step_by(2).step_by(3) {
            y[i] += 1.0;
        }
    }
}

fn main() {}
