//! A form of atomic update without its instruction.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, h: &mut [u32]) {
    #[omp(target teams loop)]
    for i in 0..n {
        #[omp(atomic)]
        h[0] = 1 << h[0];
    }
}

fn main() {}
