//! Every thread writes one variable.

use ferromp::prelude::*;

#[omp]
fn f() -> usize {
    let mut x = 0;
    #[omp(parallel)]
    {
        x = omp_get_num_threads();
    }
    x
}

fn main() {
    assert!(f() > 0);
}
