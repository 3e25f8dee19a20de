//! DRB179: the race is there only if two threads share the first two iterations.

use ferromp::prelude::*;

#[omp]
fn kernel(a: &mut [usize]) {
    #[omp(parallel for)]
    for i in 0..100 {
        a[i] = i;
        if i == 1 {
            a[0] = 1;
        }
    }
}

fn main() {
    kernel(&mut [0; 100]);
}
