//! An argument of the outer `#[omp]` that is no directive.

use ferromp::prelude::*;

#[omp(fastmath)]
fn f() {}

fn main() {}
