//! A closure made before the region hides the write.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f() -> i32 {
    let mut n = 0;
    let mut add = || n += 1;
    #[omp(parallel for num_threads(4))]
    for _ in 0..100 {
        add();
    }
    n
}

fn main() {
    f();
}
