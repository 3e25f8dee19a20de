//! DRB038: as 037, with rows on the heap.

use ferromp::prelude::*;

#[omp]
fn kernel(b: &mut [Vec<f64>], n: usize, m: usize) {
    for i in 0..n {
        #[omp(parallel for)]
        for j in 1..m {
            b[i][j] = b[i][j - 1];
        }
    }
}

fn main() {
    kernel(&mut vec![vec![0.5; 10]; 10], 10, 10);
}
