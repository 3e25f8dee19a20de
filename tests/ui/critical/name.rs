//! More than a name.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(critical(a, b))]
    {}
}

fn main() {}
