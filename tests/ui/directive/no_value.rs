//! The value of a construct that has none.

use ferromp::prelude::*;

#[omp]
fn f() {
    let v = #[omp(parallel)]
    {
        4
    };
    let _: i32 = v;
}

fn main() {}
