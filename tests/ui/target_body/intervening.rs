//! Code between collapsed loops.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, h: &mut [usize]) {
    #[omp(target teams loop collapse(2))]
    for i in 0..n {
        let mut t = i;
        t += 1;
        for j in 0..n {
            h[i * n + j] = t;
        }
    }
}

fn main() {}
