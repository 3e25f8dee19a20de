//! DRB010: as 009, with a length known at run time.

use ferromp::prelude::*;

#[omp]
fn kernel(len: usize) -> usize {
    let mut x = 0;
    #[omp(parallel for)]
    for i in 0..len {
        x = i;
    }
    x
}

fn main() {
    kernel(100);
}
