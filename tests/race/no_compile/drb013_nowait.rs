//! DRB013: nothing waits for the loop before one thread reads an element.

use ferromp::prelude::*;

#[omp]
fn kernel(a: &mut [i32; 1000], b: i32) -> i32 {
    let mut error = 0;
    #[omp(parallel)]
    {
        #[omp(for nowait)]
        for i in 0..1000 {
            a[i] = b + a[i] * 5;
        }
        #[omp(single)]
        {
            error = a[9] + 1;
        }
    }
    error
}

fn main() {
    kernel(&mut [0; 1000], 5);
}
