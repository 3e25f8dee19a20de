//! A closure made in the loop writes what the loop shares.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f() -> i32 {
    let mut n = 0;
    #[omp(parallel for num_threads(4))]
    for _ in 0..100 {
        let mut add = || n += 1;
        add();
    }
    n
}

fn main() {
    f();
}
