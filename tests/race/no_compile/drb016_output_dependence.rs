//! DRB016: an iteration reads what any other may just have written.

use ferromp::prelude::*;

#[omp]
fn kernel(a: &mut [usize; 100]) -> usize {
    let mut x = 10;
    #[omp(parallel for)]
    for i in 0..100 {
        a[i] = x;
        x = i;
    }
    x
}

fn main() {
    kernel(&mut [0; 100]);
}
