//! DRB124: `masked` has no barrier: the others read before the write.

use ferromp::prelude::*;

#[omp]
fn kernel() -> i32 {
    let mut init = 0;
    let mut found = 0;
    #[omp(parallel)]
    {
        #[omp(master)]
        {
            init = 10;
        }
        let local = init;
        #[omp(atomic)]
        found += local;
    }
    found
}

fn main() {
    kernel();
}
