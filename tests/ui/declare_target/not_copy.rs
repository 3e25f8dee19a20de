//! A `declare target` that cannot be: not copy.

use ferromp::prelude::*;

#[omp(declare target)]
#[repr(C)]
struct P {
    c: u32,
}

fn main() {}
