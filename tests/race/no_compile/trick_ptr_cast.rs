//! A raw pointer is no way around.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f(a: &mut [i32]) {
    let p = a.as_mut_ptr();
    #[omp(parallel for num_threads(4))]
    for i in 0..8 {
        let _ = (p, i);
    }
}

fn main() {
    f(&mut [0; 8]);
}
