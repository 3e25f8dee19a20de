//! A directive on a `let` statement.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel)]
    {
        #[omp(single)]
        let v = 1;
        drop(v);
    }
}

fn main() {}
