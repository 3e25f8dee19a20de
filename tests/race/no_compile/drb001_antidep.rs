//! DRB001: an iteration reads the element that the next one writes.

use ferromp::prelude::*;

#[omp]
fn kernel(a: &mut [i32; 1000]) {
    #[omp(parallel for)]
    for i in 0..999 {
        a[i] = a[i + 1] + 1;
    }
}

fn main() {
    kernel(&mut [0; 1000]);
}
