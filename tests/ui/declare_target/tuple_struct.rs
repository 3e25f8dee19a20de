//! A `declare target` that cannot be: tuple struct.

use ferromp::prelude::*;

#[omp(declare target)]
#[derive(Clone, Copy)]
#[repr(C)]
struct P(f64);

fn main() {}
