//! A `declare target` that cannot be: await.

use ferromp::prelude::*;

#[omp(declare target)]
fn f(x: u32) -> u32 {
    let y = async { x };
    x
}

fn main() {}
