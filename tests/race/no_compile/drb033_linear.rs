//! DRB033: one index grows twice as fast as the other: they meet.

use ferromp::prelude::*;

#[omp]
fn kernel(a: &mut [i32; 2000]) {
    #[omp(parallel for)]
    for i in 0..1000 {
        a[2 * i + 1] = a[i] + 1;
    }
}

fn main() {
    kernel(&mut [0; 2000]);
}
