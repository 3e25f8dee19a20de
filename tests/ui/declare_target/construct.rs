//! A `declare target` that cannot be: construct.

use ferromp::prelude::*;

#[omp(declare target)]
fn f(x: u32) -> u32 {
    let mut s = x;
    #[omp(atomic)]
    s += 1;
    s
}

fn main() {}
