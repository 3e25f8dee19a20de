//! DRB183: a flag is written plainly and read atomically.

use ferromp::prelude::*;

#[omp]
fn kernel() -> i32 {
    let mut x = 0;
    let mut s = 0;
    #[omp(parallel num_threads(2))]
    {
        if omp_get_thread_num() == 0 {
            s = 1;
        } else {
            let mut done = 0;
            while done == 0 {
                #[omp(atomic read)]
                done = s;
            }
            #[omp(atomic write)]
            x = 2;
        }
    }
    x + s
}

fn main() {
    kernel();
}
