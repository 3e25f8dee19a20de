//! `masked` has no barrier.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f() -> usize {
    let mut x = 0;
    let mut s = 0;
    #[omp(parallel reduction(+: s))]
    {
        #[omp(masked)]
        {
            x = 1;
        }
        s += x;
    }
    s
}

fn main() {
    f();
}
