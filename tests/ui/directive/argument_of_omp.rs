//! An argument of the outer `#[omp]` that is no directive.

use ferromp::prelude::*;

#[omp(ffast_math)]
fn f() {}

#[omp(fastmath(contract))]
fn g() {}

fn main() {}
