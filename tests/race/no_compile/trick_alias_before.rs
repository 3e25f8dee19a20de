//! Another name for the array, made before the region, to write.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f(mut c: Vec<i32>) {
    let d = &mut c;
    #[omp(parallel for num_threads(4))]
    for i in 0..7 {
        c[i] = d[i + 1];
    }
}

fn main() {
    f(vec![1; 8]);
}
