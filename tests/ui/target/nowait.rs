//! What is to run by itself, which is not built.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [f64]) {
    #[omp(target teams loop nowait depend(inout: a))]
    for i in 0..a.len() {
        a[i] = 1.0;
    }
}

fn main() {}
