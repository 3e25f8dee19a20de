//! A clause that is misspelt.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel num_thread(4))]
    {}
}

fn main() {}
