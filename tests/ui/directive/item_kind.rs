//! `#[omp]` on an item that has no code.

use ferromp::prelude::*;

#[omp]
struct S;

#[omp]
trait T {}

fn main() {}
