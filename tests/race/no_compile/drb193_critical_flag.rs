//! DRB193: the flag that orders two writes is set and read under two names.

use ferromp::prelude::*;

#[omp]
fn kernel() -> i32 {
    let mut s = 0;
    #[omp(parallel num_threads(2))]
    {
        if omp_get_thread_num() == 0 {
            #[omp(critical(a))]
            {
                s = 1;
            }
        } else {
            let mut done = false;
            while !done {
                #[omp(critical(b))]
                {
                    done = s == 1;
                }
            }
        }
    }
    s
}

fn main() {
    kernel();
}
