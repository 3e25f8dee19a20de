//! Exchanging two whole arrays while others write their elements.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f(mut a: Vec<i32>, mut b: Vec<i32>) {
    #[omp(parallel for num_threads(4))]
    for i in 0..8 {
        std::mem::swap(&mut a, &mut b);
        a[i] = 1;
        b[i] = 2;
    }
}

fn main() {
    f(vec![1; 8], vec![2; 8]);
}
