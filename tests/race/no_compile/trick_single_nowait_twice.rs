//! Two `single` constructs may run at once on two threads.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f() -> usize {
    let mut x = 0;
    #[omp(parallel num_threads(4))]
    {
        #[omp(single nowait)]
        {
            x += 1;
        }
        #[omp(single nowait)]
        {
            x += 1;
        }
    }
    x
}

fn main() {
    f();
}
