//! DRB034: as 033, with a length known at run time.

use ferromp::prelude::*;

#[omp]
fn kernel(a: &mut [i32], len: usize) {
    #[omp(parallel for)]
    for i in 0..len / 2 {
        a[2 * i + 1] = a[i] + 1;
    }
}

fn main() {
    kernel(&mut [0; 100], 100);
}
