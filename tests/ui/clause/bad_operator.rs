//! An operator that cannot reduce.

use ferromp::prelude::*;

#[omp]
fn f() {
    let mut x = 0;
    #[omp(parallel for reduction(mni: x))]
    for i in 0..3 {
        x += i;
    }
    drop(x);
}

fn main() {}
