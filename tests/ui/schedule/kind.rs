//! A schedule that is misspelt.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel for schedule(statc))]
    for _ in 0..3 {}
}

fn main() {}
