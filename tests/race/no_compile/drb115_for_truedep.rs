//! DRB115: a dependence at distance one beside an array that is only read (the kernel adds `simd`).

use ferromp::prelude::*;

#[omp]
fn kernel(a: &mut [i32], b: &[i32], len: usize) {
    #[omp(parallel for)]
    for i in 0..len - 1 {
        a[i + 1] = a[i] + b[i];
    }
}

fn main() {
    kernel(&mut [0; 100], &[0; 100], 100);
}
