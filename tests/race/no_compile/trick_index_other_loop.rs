//! The index belongs to the serial loop outside.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f(a: &mut [usize]) {
    for i in 0..4 {
        #[omp(parallel for num_threads(4))]
        for j in 0..8 {
            a[i] += j;
        }
    }
}

fn main() {
    f(&mut [0; 8]);
}
