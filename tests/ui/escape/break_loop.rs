//! `break` out of the divided loop.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel for)]
    for i in 0..3 {
        if i == 1 {
            break;
        }
    }
}

fn main() {}
