//! A value that nobody waits for.

use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel)]
    {
        let mut x = 0;
        #[omp(single copyprivate(x) nowait)]
        {
            x = 1;
        }
        drop(x);
    }
}

fn main() {}
