//! DRB029: an iteration reads the element that the one before writes.

use ferromp::prelude::*;

#[omp]
fn kernel(a: &mut [i32; 100]) {
    #[omp(parallel for)]
    for i in 0..99 {
        a[i + 1] = a[i] + 1;
    }
}

fn main() {
    kernel(&mut [0; 100]);
}
