//! DRB161: all iterations of the outer loop count in the same elements (the kernel runs on a
//! device).

use ferromp::prelude::*;

#[omp]
fn kernel(var: &mut [i32; 16]) {
    #[omp(parallel for)]
    for _ in 0..100 {
        for i in 0..16 {
            var[i] += 1;
        }
    }
}

fn main() {
    kernel(&mut [0; 16]);
}
