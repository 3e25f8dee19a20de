//! DRB040: as 039, with a length known at run time.

use ferromp::prelude::*;

#[omp]
fn kernel(a: &mut [i32]) {
    #[omp(parallel for)]
    for i in 0..a.len() {
        a[i] += a[0];
    }
}

fn main() {
    kernel(&mut [0; 100]);
}
