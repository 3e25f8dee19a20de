//! Slices of one array that overlap.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f(a: &mut [i32]) {
    #[omp(parallel for num_threads(4))]
    for i in 0..7 {
        let s = &mut a[i..i + 2];
        s[1] += 1;
    }
}

fn main() {
    f(&mut [0; 8]);
}
