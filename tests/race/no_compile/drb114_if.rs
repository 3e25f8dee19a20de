//! DRB114: a condition on the region does not make its loop independent.

use ferromp::prelude::*;

#[omp]
fn kernel(a: &mut [i32], parallel: bool) {
    #[omp(parallel for if(parallel))]
    for i in 0..a.len() - 1 {
        a[i + 1] = a[i] + 1;
    }
}

fn main() {
    kernel(&mut [0; 100], true);
}
