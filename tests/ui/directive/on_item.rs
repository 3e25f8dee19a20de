//! A directive on a function.

use ferromp::prelude::*;

#[omp(parallel)]
fn f() {}

fn main() {}
