//! DRB036: as 035, with a length known at run time.

use ferromp::prelude::*;

#[omp]
fn kernel(a: &mut Vec<usize>, len: usize) {
    let mut tmp = 10;
    #[omp(parallel for)]
    for i in 0..len {
        a[i] = tmp;
        tmp = a[i] + i;
    }
}

fn main() {
    kernel(&mut vec![0; 100], 100);
}
