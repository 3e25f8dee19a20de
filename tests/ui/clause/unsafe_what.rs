//! A word for what needs none.

use ferromp::prelude::*;

#[omp]
fn f() {
    let x = 1;
    #[omp(parallel unsafe(private(x)))]
    {}
    drop(x);
}

fn main() {}
