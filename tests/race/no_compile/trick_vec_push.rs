//! Growing a vector that all iterations share.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f(v: &mut Vec<i32>) {
    #[omp(parallel for num_threads(4))]
    for i in 0..8 {
        v.push(i);
    }
}

fn main() {
    f(&mut vec![]);
}
