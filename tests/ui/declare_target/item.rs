//! An item that no device has.

use ferromp::prelude::*;

#[omp(declare target)]
enum E {
    A,
}

fn main() {}
