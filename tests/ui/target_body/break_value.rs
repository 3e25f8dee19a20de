//! A loop that gives a value.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        let k = loop {
            break 1.0;
        };
        y[i] = k;
    }
}

fn main() {}
