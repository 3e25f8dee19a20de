//! A block to break out of.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        y[i] = 'a: {
            if i > 1 {
                break 'a 1.0;
            }
            2.0
        };
    }
}

fn main() {}
