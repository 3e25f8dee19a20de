//! An order that does not exist.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel for order(concurrent))]
    for _ in 0..3 {}
}

fn main() {}
