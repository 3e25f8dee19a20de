//! A `declare target` that cannot be: question.

use ferromp::prelude::*;

#[omp(declare target)]
fn f(x: Option<u32>) -> u32 {
    let y = || Some(x? + 1);
    y().unwrap()
}

fn main() {}
