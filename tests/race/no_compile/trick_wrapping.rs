//! An index that wraps may repeat.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f(a: &mut [usize]) {
    #[omp(parallel for num_threads(4))]
    for i in 0..8usize {
        a[i.wrapping_mul(4) & 7] = 1;
    }
}

fn main() {
    f(&mut [0; 8]);
}
