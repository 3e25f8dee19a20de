//! A default that would hide mistakes.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel default(private))]
    {}
}

fn main() {}
