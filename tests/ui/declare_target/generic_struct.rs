//! A `declare target` that cannot be: generic struct.

use ferromp::prelude::*;

#[omp(declare target)]
#[derive(Clone, Copy)]
#[repr(C)]
struct P<T> {
    x: T,
}

fn main() {}
