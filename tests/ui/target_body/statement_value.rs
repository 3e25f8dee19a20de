//! Statements where values belong.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        let mut k = 0;
        let u = (k += 1);
        let p = &raw const u;
        y[i] = k as f64;
    }
}

fn main() {}
