//! DRB191: producer and consumer each have a lock of their own.

use ferromp::prelude::*;

#[omp]
fn kernel(cap: i32) -> i32 {
    let mut size = 0;
    #[omp(parallel num_threads(2))]
    {
        for _ in 0..1000 {
            if omp_get_thread_num() == 0 {
                #[omp(critical(producer))]
                {
                    if size < cap {
                        size += 1;
                    }
                }
            } else {
                #[omp(critical(consumer))]
                {
                    if size > 0 {
                        size -= 1;
                    }
                }
            }
        }
    }
    size
}

fn main() {
    kernel(10);
}
