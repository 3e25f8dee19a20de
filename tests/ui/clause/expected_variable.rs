//! An element where a variable is wanted.

use ferromp::prelude::*;

#[omp]
fn f(c: &[i32]) {
    #[omp(parallel private(c[0]))]
    {}
}

fn main() {}
