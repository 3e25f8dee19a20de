//! More loops than the runtime collapses.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel for collapse(4))]
    for _ in 0..3 {}
}

fn main() {}
