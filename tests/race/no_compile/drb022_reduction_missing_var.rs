//! DRB022: as 021, with rows on the heap.

use ferromp::prelude::*;

#[omp]
fn kernel(u: &[Vec<f32>], len: usize) -> f32 {
    let mut sum = 0.0;
    #[omp(parallel for)]
    for i in 0..len {
        for j in 0..len {
            let temp = u[i][j];
            sum += temp * temp;
        }
    }
    sum
}

fn main() {
    kernel(&vec![vec![0.5; 10]; 10], 10);
}
