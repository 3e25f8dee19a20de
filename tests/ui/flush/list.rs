//! A list of variables.

use ferromp::prelude::*;

#[omp]
fn f() {
    omp!(flush(a));
}

fn main() {}
