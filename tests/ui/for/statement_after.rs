//! A statement after the loop.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel for)]
    {
        for _ in 0..3 {}
        drop(1);
    }
}

fn main() {}
