//! Something else than a loop.

use ferromp::prelude::*;

#[omp]
fn f(mut x: i32) {
    #[omp(parallel for)]
    {
        drop(1);
    }
    #[omp(parallel)]
    {
        #[omp(for)]
        drop(2);
    }
    x += 1;
    drop(x);
}

fn main() {}
