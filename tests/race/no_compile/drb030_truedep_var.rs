//! DRB030: as 029, with a length known at run time.

use ferromp::prelude::*;

#[omp]
fn kernel(a: &mut [i32]) {
    #[omp(parallel for)]
    for i in 0..a.len() - 1 {
        a[i + 1] = a[i] + 1;
    }
}

fn main() {
    kernel(&mut [0; 100]);
}
