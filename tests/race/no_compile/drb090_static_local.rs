//! DRB090: a temporary that is a static of the function.
//! Stopped by rustc: the message is its own.

use ferromp::prelude::*;

#[omp]
fn kernel(a: &mut [usize]) {
    static mut TMP: usize = 0;
    #[omp(parallel for)]
    for i in 0..100 {
        TMP = a[i] + i;
        a[i] = TMP;
    }
}

fn main() {
    kernel(&mut [0; 100]);
}
