//! A variable twice in a clause.

use ferromp::prelude::*;

#[omp]
fn f() {
    let x = 1;
    #[omp(parallel firstprivate(x, x))]
    {}
    drop(x);
}

fn main() {}
