//! A statement before the loop.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel for)]
    {
        drop(1);
        for _ in 0..3 {}
    }
}

fn main() {}
