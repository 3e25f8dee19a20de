//! The number of the thread outside of the region is one for all.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f(a: &mut [usize]) {
    let t = omp_get_thread_num();
    #[omp(parallel num_threads(3))]
    {
        a[t] += 1;
    }
}

fn main() {
    f(&mut [0; 100]);
}
