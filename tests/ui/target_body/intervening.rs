//! Code between collapsed loops.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, s: &mut [u32], h: &mut [u32]) {
    #[omp(target teams loop collapse(2))]
    for i in 0..n {
        for j in 0..n {
            h[i * n + j] = 1;
        }
        s[i] = 1;
    }
}

fn main() {}
