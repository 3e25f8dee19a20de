//! DRB035: an iteration uses the value that another left.

use ferromp::prelude::*;

#[omp]
fn kernel(a: &mut [usize; 100]) {
    let mut tmp = 10;
    #[omp(parallel for)]
    for i in 0..100 {
        a[i] = tmp;
        tmp = a[i] + i;
    }
}

fn main() {
    kernel(&mut [0; 100]);
}
