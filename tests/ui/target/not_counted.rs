//! A loop on a device that is not over a range.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [f64]) {
    #[omp(target teams loop)]
    for x in a.iter_mut() {
        *x = 1.0;
    }
}

fn main() {}
