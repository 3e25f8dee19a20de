//! A binding that does not exist.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel proc_bind(near))]
    {}
}

fn main() {}
