//! DRB031: a row is computed from the row before it.

use ferromp::prelude::*;

#[omp]
fn kernel(b: &mut [[f64; 100]; 100]) {
    #[omp(parallel for)]
    for i in 1..100 {
        for j in 1..100 {
            b[i][j] = b[i - 1][j - 1];
        }
    }
}

fn main() {
    kernel(&mut [[0.5; 100]; 100]);
}
