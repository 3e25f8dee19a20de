//! Nor is a `static mut`.

#![allow(dead_code)]
use ferromp::prelude::*;

static mut N: i32 = 0;
#[omp]
fn f() {
    #[omp(parallel)]
    {
        N += 1;
    }
}

fn main() {
    f();
}
