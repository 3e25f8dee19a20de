//! DRB012: as 011, with a length known at run time.

use ferromp::prelude::*;

#[omp]
fn kernel(x: &[i32]) -> usize {
    let mut left = x.len();
    #[omp(parallel for)]
    for i in (0..x.len()).rev() {
        if x[i] <= 0 {
            left -= 1;
        }
    }
    left
}

fn main() {
    kernel(&[0; 100]);
}
