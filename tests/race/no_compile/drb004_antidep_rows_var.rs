//! DRB004: as 003, with rows on the heap.

use ferromp::prelude::*;

#[omp]
fn kernel(a: &mut [Vec<f64>], len: usize) {
    #[omp(parallel for)]
    for i in 0..len - 1 {
        for j in 0..len {
            a[i][j] += a[i + 1][j];
        }
    }
}

fn main() {
    kernel(&mut vec![vec![0.5; 20]; 20], 20);
}
