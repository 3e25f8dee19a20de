//! DRB180: a work array of the routine is shared by all threads.

use ferromp::prelude::*;

#[omp]
fn kernel(blocks: &mut [[f64; 10]; 4]) {
    let mut work = [0.0; 10];
    #[omp(parallel)]
    for b in 0..4 {
        for i in 1..9 {
            work[i] = (blocks[b][i - 1] + blocks[b][i] + blocks[b][i + 1]) / 3.0;
        }
        #[omp(for)]
        for i in 1..9 {
            blocks[b][i] = work[i];
        }
    }
}

fn main() {
    kernel(&mut [[0.0; 10]; 4]);
}
