//! A clause of OpenMP that is not built yet.

use ferromp::prelude::*;

#[omp]
fn f() {
    let x = 1;
    #[omp(parallel copyin(x))]
    {}
    drop(x);
}

fn main() {}
