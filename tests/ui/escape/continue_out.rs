//! `continue` out of a construct.

use ferromp::prelude::*;

#[omp]
fn f() {
    for _ in 0..3 {
        #[omp(critical)]
        {
            continue;
        }
    }
}

fn main() {}
