//! DRB039: every iteration reads element 0, which one of them writes.

use ferromp::prelude::*;

#[omp]
fn kernel(a: &mut [i32; 1000]) {
    #[omp(parallel for)]
    for i in 0..1000 {
        a[i] = a[i] + a[0];
    }
}

fn main() {
    kernel(&mut [0; 1000]);
}
