//! A `Cell` is for one thread.

#![allow(dead_code)]
use ferromp::prelude::*;

use std::cell::Cell;
#[omp]
fn f() -> i32 {
    let n = Cell::new(0);
    #[omp(parallel for num_threads(4))]
    for _ in 0..100 {
        n.set(n.get() + 1);
    }
    n.get()
}

fn main() {
    f();
}
