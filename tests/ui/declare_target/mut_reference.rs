//! A `declare target` that cannot be: mut reference.

use ferromp::prelude::*;

#[omp(declare target)]
fn f(x: &mut f64) {
    *x = 1.0;
}

fn main() {}
