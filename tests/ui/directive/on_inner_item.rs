//! A directive on a function inside of one.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel)]
    fn g() {}
    g();
}

fn main() {}
