//! The count of `enumerate()` is an index as any other.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f(a: &mut [i32], b: &[i32]) {
    #[omp(parallel for num_threads(4))]
    for (i, y) in b.iter().enumerate() {
        a[i + 1] += *y;
        a[i] = 0;
    }
}

fn main() {
    f(&mut [1; 9], &[2; 8]);
}
