//! A pattern that borrows mutably.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f() -> i32 {
    let mut x = 0;
    #[omp(parallel for num_threads(4))]
    for i in 0..8 {
        let ref mut y = x;
        *y += i;
    }
    x
}

fn main() {
    f();
}
