//! Fewer loops than the clause says.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel for collapse(2))]
    for _ in 0..3 {
        drop(1);
    }
}

fn main() {}
