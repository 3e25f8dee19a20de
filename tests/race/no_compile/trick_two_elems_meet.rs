//! One iteration's second element is the next one's first.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f(a: &mut [i32]) {
    #[omp(parallel for num_threads(4))]
    for i in 0..3usize {
        a[2 * i] += 1;
        a[2 * i + 2] += 1;
    }
}

fn main() {
    f(&mut [0; 8]);
}
