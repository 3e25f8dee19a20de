//! A `declare target` that cannot be: not repr c.

use ferromp::prelude::*;

#[omp(declare target)]
#[derive(Clone, Copy)]
struct P {
    x: f64,
}

fn main() {}
