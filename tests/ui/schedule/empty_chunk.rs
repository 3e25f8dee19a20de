//! A chunk of no iteration.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel for schedule(dynamic, 0))]
    for _ in 0..3 {}
}

fn main() {}
