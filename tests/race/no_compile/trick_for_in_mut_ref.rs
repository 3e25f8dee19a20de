//! An inner loop over the elements of a shared vector, to write them.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f(v: &mut Vec<i32>) {
    #[omp(parallel for num_threads(4))]
    for i in 0..8 {
        for x in &mut *v {
            *x += i;
        }
    }
}

fn main() {
    f(&mut vec![0; 8]);
}
