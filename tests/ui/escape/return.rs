//! `return` out of a construct.

use ferromp::prelude::*;

#[omp]
fn f() -> i32 {
    #[omp(parallel for)]
    for i in 0..3 {
        if i == 1 {
            return 3;
        }
    }
    4
}

fn main() {}
