//! No directive at all.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp()]
    {}
    omp!();
}

fn main() {}
