//! DRB020: as 028, with a length known at run time.

use ferromp::prelude::*;

#[omp]
fn kernel(a: &mut [usize], len: usize) {
    let mut tmp;
    #[omp(parallel for)]
    for i in 0..len {
        tmp = a[i] + i;
        a[i] = tmp;
    }
}

fn main() {
    kernel(&mut [0; 100], 100);
}
