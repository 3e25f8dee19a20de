//! A barrier on a statement.

use ferromp::prelude::*;

#[omp]
fn f() {
    let mut x = 0;
    #[omp(barrier)]
    x = 1;
    drop(x);
}

fn main() {}
