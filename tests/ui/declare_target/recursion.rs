//! A `declare target` that cannot be: recursion.

use ferromp::prelude::*;

#[omp(declare target)]
fn f(x: u32) -> u32 {
    if x == 0 { 0 } else { f(x - 1) }
}

fn main() {}
