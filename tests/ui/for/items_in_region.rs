//! A loop in a region over what the team cannot share out.

use ferromp::prelude::*;

#[omp]
fn f(v: &[i32]) -> i32 {
    let mut s = 0;
    #[omp(parallel)]
    {
        #[omp(for reduction(+: s))]
        for x in v.iter() {
            s += *x;
        }
    }
    s
}

fn main() {}
