//! An argument where the directive has none.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel)]
    {
        #[omp(single(x))]
        {}
    }
}

fn main() {}
