//! DRB199: iterations are producers or consumers, each kind with a lock of its own.

use ferromp::prelude::*;

#[omp]
fn kernel(producers: usize, threads: usize, cap: i32) -> i32 {
    let mut size = 0;
    #[omp(parallel for num_threads(threads))]
    for i in 0..threads {
        let mut packages = 100;
        while packages > 0 {
            packages -= 1;
            if i < producers {
                #[omp(critical(a))]
                {
                    if size < cap {
                        size += 1;
                    }
                }
            } else {
                #[omp(critical(b))]
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
    kernel(1, 2, 5);
}
