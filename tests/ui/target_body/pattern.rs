//! Patterns that are not taken apart.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        let [first, .., last] = [1.0, 2.0, 3.0];
        let ref r = first;
        let (a, b);
        (a, b) = (first, last);
        y[i] = a + b + r;
    }
}

fn main() {}
