//! A variable that does not exist.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel private(nothing))]
    {}
}

fn main() {}
