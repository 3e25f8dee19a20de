//! A barrier in the place of a value.

use ferromp::prelude::*;

#[omp]
fn f() {
    let v = omp!(barrier);
    v
}

fn main() {}
