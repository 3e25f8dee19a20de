//! A directive on an arm of a `match`.

use ferromp::prelude::*;

#[omp]
fn f(n: i32) {
    match n {
        #[omp(single)]
        _ => {}
    }
}

fn main() {}
