//! A thread reads the slot of another.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f(a: &mut [usize]) {
    #[omp(parallel num_threads(3))]
    {
        let t = omp_get_thread_num();
        a[t] = 1;
        a[t] += a[(t + 1) % 3];
    }
}

fn main() {
    f(&mut [0; 100]);
}
