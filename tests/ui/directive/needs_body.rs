//! A stand-alone form of a directive that has a block.

use ferromp::prelude::*;

#[omp]
fn f() {
    omp!(single);
}

fn main() {}
