//! `nowait` at the end of a region.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel for nowait)]
    for _ in 0..3 {}
}

fn main() {}
