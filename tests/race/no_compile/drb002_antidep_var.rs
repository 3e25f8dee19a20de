//! DRB002: as 001, with a length known at run time.

use ferromp::prelude::*;

#[omp]
fn kernel(a: &mut Vec<i32>, len: usize) {
    #[omp(parallel for)]
    for i in 0..len - 1 {
        a[i] = a[i + 1] + 1;
    }
}

fn main() {
    kernel(&mut vec![0; 100], 100);
}
