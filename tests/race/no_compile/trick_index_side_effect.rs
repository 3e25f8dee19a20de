//! The index writes a shared variable on the way.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f(a: &mut [usize]) {
    let mut n = 0;
    #[omp(parallel for num_threads(4))]
    for i in 0..4 {
        a[{
            n += 1;
            i
        }] = i;
    }
}

fn main() {
    f(&mut [0; 80]);
}
