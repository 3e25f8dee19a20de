//! A name that stands for another part in each pattern.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [usize]) {
    #[omp(target teams loop)]
    for i in 0..n {
        y[i] = match (i % 3, i / 3) {
            (0, k) | (k, 0) => k,
            _ if matches!((i, n), (k, 2) | (2, k) if k > 3) => 1,
            _ => 2,
        };
    }
}

fn main() {}
