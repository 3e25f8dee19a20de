//! `=` in the attribute.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp = 1]
    {}
}

fn main() {}
