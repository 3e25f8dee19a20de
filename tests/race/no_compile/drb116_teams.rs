//! DRB116: every team scales the same element (the kernel runs on a device).

use ferromp::prelude::*;

#[omp]
fn kernel(a: &mut [f64; 100]) {
    #[omp(parallel num_threads(2))]
    {
        a[50] *= 2.0;
    }
}

fn main() {
    kernel(&mut [1.0; 100]);
}
