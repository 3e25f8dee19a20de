//! DRB204: a strided read meets a shifted write (the kernel adds `simd`).

use ferromp::prelude::*;

#[omp]
fn kernel(a: &mut [f64], b: &[f64], len: usize) {
    #[omp(parallel for schedule(dynamic, 64))]
    for i in 0..len {
        a[i + 64] = a[i * 2] + b[i];
    }
}

fn main() {
    kernel(&mut [0.0; 400], &[0.0; 200], 200);
}
