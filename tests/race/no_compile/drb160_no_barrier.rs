//! DRB160: the second loop reads what the first may still write (the kernel runs on a device).

use ferromp::prelude::*;

#[omp]
fn kernel(a: i32, b: &mut [i32], c: &[i32], temp: &mut [i32]) {
    #[omp(parallel)]
    for _ in 0..10 {
        #[omp(for nowait)]
        for i in 0..16 {
            temp[i] = b[i] + c[i];
        }
        #[omp(for nowait)]
        for i in (0..16).rev() {
            b[i] = temp[i] * a;
        }
    }
}

fn main() {
    kernel(2, &mut [0; 16], &[2; 16], &mut [0; 16]);
}
