//! A loop variable that the body may change is no index.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f(a: &mut [usize]) {
    #[omp(parallel for num_threads(4))]
    for mut i in 0..a.len() {
        i = 0;
        a[i] = i;
    }
}

fn main() {
    f(&mut [0; 8]);
}
