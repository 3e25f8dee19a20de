//! Two threads have one slot.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f(a: &mut [usize]) {
    #[omp(parallel num_threads(3))]
    {
        let t = omp_get_thread_num() / 2;
        a[t] += 1;
    }
}

fn main() {
    f(&mut [0; 100]);
}
