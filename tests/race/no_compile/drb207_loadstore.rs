//! DRB207: a distance of 64 is no smaller than one when chunks are handed out dynamically (the
//! kernel adds `simd`).

use ferromp::prelude::*;

#[omp]
fn kernel(a: &mut [f64], b: &[f64], len: usize) {
    #[omp(parallel for schedule(dynamic, 64))]
    for i in 0..len - 64 {
        a[i + 64] = a[i] + b[i];
    }
}

fn main() {
    kernel(&mut [0.0; 200], &[0.0; 200], 200);
}
