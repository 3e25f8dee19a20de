//! A `declare target` that cannot be: returns reference.

use ferromp::prelude::*;

#[omp(declare target)]
fn f(x: &[f64]) -> &f64 {
    &x[0]
}

fn main() {}
