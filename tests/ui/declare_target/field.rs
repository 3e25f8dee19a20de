//! A `declare target` that cannot be: field.

use ferromp::prelude::*;

#[omp(declare target)]
#[derive(Clone, Copy)]
#[repr(C)]
struct P {
    c: char,
}

fn main() {}
