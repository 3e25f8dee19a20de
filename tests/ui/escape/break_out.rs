//! `break` out of a construct.

use ferromp::prelude::*;

#[omp]
fn f() {
    loop {
        #[omp(critical)]
        {
            break;
        }
    }
}

fn main() {}
