//! A variable in two clauses.

use ferromp::prelude::*;

#[omp]
fn f() {
    let x = 1;
    #[omp(parallel firstprivate(x) shared(x))]
    {}
    drop(x);
}

fn main() {}
