//! An inner loop of the same name is another loop.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f(a: &mut [usize]) {
    #[omp(parallel for num_threads(4))]
    for i in 0..a.len() {
        for i in 0..2 {
            a[i] = i;
        }
    }
}

fn main() {
    f(&mut [0; 8]);
}
