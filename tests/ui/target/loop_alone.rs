//! `loop` with nothing to bind to.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [f64]) {
    #[omp(loop)]
    for i in 0..a.len() {
        a[i] = 1.0;
    }
}

fn main() {}
