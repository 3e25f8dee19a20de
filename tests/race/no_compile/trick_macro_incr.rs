//! A macro of the user may write what it names: the region lends it to read.

#![allow(dead_code)]
use ferromp::prelude::*;

macro_rules! incr {
    ($x:ident) => {
        $x += 1
    };
}

#[omp]
fn f() -> i32 {
    let mut x = 0;
    #[omp(parallel for num_threads(4))]
    for _ in 0..100 {
        incr!(x);
    }
    x
}

fn main() {
    println!("{}", f());
}
