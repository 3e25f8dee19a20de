//! DRB185: two threads hand `x` to and fro by a flag whose test is not atomic with the use.

use ferromp::prelude::*;

#[omp]
fn kernel() -> i32 {
    let mut x = 1;
    #[omp(parallel num_threads(2))]
    {
        let tid = omp_get_thread_num();
        for _ in 0..10 {
            #[omp(critical)]
            {
                if tid == 0 {
                    x = 0;
                }
            }
            if tid == 1 {
                x = 1;
            }
        }
    }
    x
}

fn main() {
    kernel();
}
