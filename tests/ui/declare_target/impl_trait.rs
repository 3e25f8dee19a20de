//! A `declare target` that cannot be: impl trait.

use ferromp::prelude::*;

#[omp(declare target)]
fn f(x: impl Into<f64>) -> f64 {
    x.into()
}

fn main() {}
