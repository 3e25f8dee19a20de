//! `lastprivate` on a loop that does not count.

use ferromp::prelude::*;

#[omp]
fn f(v: &[i32]) {
    let mut x = 0;
    #[omp(parallel for lastprivate(x))]
    for a in v.iter() {
        x = *a;
    }
    drop(x);
}

fn main() {}
