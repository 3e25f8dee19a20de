//! The fix: every thread writes one variable.

use ferromp::prelude::*;

#[omp]
fn f() -> usize {
    let mut x = 0;
    #[omp(parallel)]
    {
        #[omp(single)]
        {
            x = omp_get_num_threads();
        }
    }
    x
}

pub(crate) fn main() {
    assert!(f() > 0);
}
