//! DRB202: element 64 is read by all and written by one (the kernel adds `simd`).

use ferromp::prelude::*;

#[omp]
fn kernel(a: &mut [f64]) {
    #[omp(parallel for schedule(dynamic, 64))]
    for i in 0..a.len() {
        a[i] = a[i] + a[64];
    }
}

fn main() {
    kernel(&mut [0.0; 200]);
}
