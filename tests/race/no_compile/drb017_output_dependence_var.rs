//! DRB017: as 016, with a length known at run time.

use ferromp::prelude::*;

#[omp]
fn kernel(a: &mut Vec<usize>, len: usize) -> usize {
    let mut x = 10;
    #[omp(parallel for)]
    for i in 0..len {
        a[i] = x;
        x = i;
    }
    x
}

fn main() {
    kernel(&mut vec![0; 100], 100);
}
