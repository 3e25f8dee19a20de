//! A modifier that is not built yet.

use ferromp::prelude::*;

#[omp]
fn f() {
    let mut x = 0;
    #[omp(parallel for lastprivate(conditional: x))]
    for i in 0..3 {
        x = i;
    }
    drop(x);
}

fn main() {}
