//! `yield` out of a construct.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel)]
    {
        yield 1;
    }
}

fn main() {}
