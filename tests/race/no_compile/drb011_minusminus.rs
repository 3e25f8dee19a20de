//! DRB011: all iterations count down one variable.

use ferromp::prelude::*;

#[omp]
fn kernel(x: &[i32; 100]) -> i32 {
    let mut left = 100;
    #[omp(parallel for)]
    for i in (0..100).rev() {
        if x[i] <= 0 {
            left -= 1;
        }
    }
    left
}

fn main() {
    kernel(&[0; 100]);
}
