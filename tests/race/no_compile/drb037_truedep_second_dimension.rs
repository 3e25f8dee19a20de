//! DRB037: the parallel loop is the one that carries the dependence.

use ferromp::prelude::*;

#[omp]
fn kernel(b: &mut [[f64; 100]; 100]) {
    for i in 0..100 {
        #[omp(parallel for)]
        for j in 1..100 {
            b[i][j] = b[i][j - 1];
        }
    }
}

fn main() {
    kernel(&mut [[0.5; 100]; 100]);
}
