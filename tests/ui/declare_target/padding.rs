//! A `declare target` that cannot be: padding.

use ferromp::prelude::*;

#[omp(declare target)]
#[derive(Clone, Copy)]
#[repr(C)]
struct P {
    a: u8,
    x: f64,
}

fn main() {}
