//! DRB028: one temporary for all iterations.

use ferromp::prelude::*;

#[omp]
fn kernel(a: &mut [usize; 100]) {
    let mut tmp;
    #[omp(parallel for)]
    for i in 0..100 {
        tmp = a[i] + i;
        a[i] = tmp;
    }
}

fn main() {
    kernel(&mut [0; 100]);
}
