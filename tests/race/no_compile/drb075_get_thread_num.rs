//! DRB075: one thread writes while the others read: no barrier says when.

use ferromp::prelude::*;

#[omp]
fn kernel() -> usize {
    let mut threads = 0;
    #[omp(parallel)]
    {
        if omp_get_thread_num() == 0 {
            threads = omp_get_num_threads();
        } else {
            println!("{}", threads);
        }
    }
    threads
}

fn main() {
    kernel();
}
