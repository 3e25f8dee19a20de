//! A collapsed loop over something else than a range.

use ferromp::prelude::*;

#[omp]
fn f(v: &[i32]) {
    #[omp(parallel for collapse(2))]
    for x in v.iter() {
        for j in 0..3 {
            let _ = x + j;
        }
    }
}

fn main() {}
