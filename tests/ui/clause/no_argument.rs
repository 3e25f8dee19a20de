//! An argument of a clause that has none.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel)]
    {
        #[omp(single nowait(x))]
        {}
    }
}

fn main() {}
