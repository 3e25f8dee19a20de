//! The iteration's part of an array under another name.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f(a: &mut [i32]) {
    #[omp(parallel for num_threads(4))]
    for i in 0..8 {
        let b = a;
        b[0] = 1;
        let _ = i;
    }
}

fn main() {
    f(&mut [1; 8]);
}
