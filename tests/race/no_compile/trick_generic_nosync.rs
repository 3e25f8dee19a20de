//! A type parameter that may not cross threads.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f<T: Clone>(a: &mut [T], b: &[T]) {
    #[omp(parallel for num_threads(4))]
    for i in 0..a.len() {
        a[i] = b[i].clone();
    }
}

fn main() {
    f(&mut [1; 8], &[1; 8]);
}
