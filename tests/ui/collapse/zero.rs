//! No loop to collapse.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel for collapse(0))]
    for _ in 0..3 {}
}

fn main() {}
