//! Two loops without a barrier between, whose iterations go to any thread.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f(a: &mut [usize], b: &mut [usize]) {
    let n = a.len();
    #[omp(parallel num_threads(4))]
    {
        #[omp(for nowait schedule(dynamic))]
        for i in 0..n {
            a[i] = i;
        }
        #[omp(for nowait schedule(dynamic))]
        for i in 0..n {
            b[i] = a[i];
        }
    }
}

fn main() {
    f(&mut [0; 37], &mut [0; 37]);
}
