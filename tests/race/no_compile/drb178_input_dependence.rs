//! DRB178: the race is there only for long inputs.

use ferromp::prelude::*;

#[omp]
fn kernel(a: &mut [usize]) {
    #[omp(parallel for)]
    for i in 0..a.len() {
        a[i] = i;
        if a.len() > 10_000 {
            a[0] = 1;
        }
    }
}

fn main() {
    kernel(&mut [0; 100]);
}
