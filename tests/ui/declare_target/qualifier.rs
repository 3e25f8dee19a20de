//! A `declare target` that cannot be: qualifier.

use ferromp::prelude::*;

#[omp(declare target)]
async fn f(x: f64) -> f64 {
    x
}

#[omp(declare target)]
unsafe fn g(x: f64) -> f64 {
    x
}

fn main() {}
