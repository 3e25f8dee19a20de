//! A slice lent whole to a function by every thread: nobody may write it.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn g(a: &mut [i32]) {
    #[omp(for)]
    for i in 0..a.len() {
        a[i] += 1;
    }
}

#[omp]
fn f(a: &mut [i32]) {
    #[omp(parallel num_threads(2))]
    {
        g(a);
    }
}

fn main() {
    f(&mut [0; 8]);
}
