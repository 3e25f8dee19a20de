//! What is no clause.

use ferromp::prelude::*;

#[omp]
fn f() {
    let x = 1;
    #[omp(parallel; private(x))]
    {}
    drop(x);
}

fn main() {}
