//! Two kinds of atomic construct.

use ferromp::prelude::*;

#[omp]
fn f() {
    let mut x = 0;
    #[omp(atomic read write)]
    {
        x = 1;
    }
    drop(x);
}

fn main() {}
