//! The value of a construct that nobody waits for.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel)]
    {
        let v = #[omp(single nowait)]
        {
            4
        };
        let _: i32 = v;
    }
}

fn main() {}
