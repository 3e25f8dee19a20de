//! DRB021: a sum without a reduction.

use ferromp::prelude::*;

#[omp]
fn kernel(u: &[[f32; 100]; 100]) -> f32 {
    let mut sum = 0.0;
    #[omp(parallel for)]
    for i in 0..100 {
        for j in 0..100 {
            let temp = u[i][j];
            sum = sum + temp * temp;
        }
    }
    sum
}

fn main() {
    kernel(&[[0.5; 100]; 100]);
}
