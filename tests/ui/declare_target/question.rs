//! An early return.

use ferromp::prelude::*;

fn g(x: u32) -> Option<u32> {
    x.checked_sub(1)
}

#[omp(declare target)]
fn f(x: u32) -> Option<u32> {
    let y = g(x)?;
    Some(y)
}

fn main() {}
