//! DRB169: a line of results is shared where each iteration wants its own.

use ferromp::prelude::*;

#[omp]
fn kernel(r: &[[[f64; 8]; 8]; 8], r1: &mut [f64; 8]) {
    #[omp(parallel for default(shared))]
    for i in 1..7 {
        for j in 1..7 {
            for k in 0..8 {
                r1[k] = r[i][j - 1][k] + r[i][j + 1][k] + r[i - 1][j][k] + r[i + 1][j][k];
            }
        }
    }
}

fn main() {
    kernel(&[[[0.0; 8]; 8]; 8], &mut [0.0; 8]);
}
