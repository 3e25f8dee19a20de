//! DRB181: the test of the best position so far is outside of the lock that guards its change.

use ferromp::prelude::*;

#[omp]
fn kernel(h: &[i32]) -> usize {
    let mut best = 0;
    #[omp(parallel for)]
    for i in 0..h.len() {
        if h[i] > h[best] {
            #[omp(critical)]
            {
                best = i;
            }
        }
    }
    best
}

fn main() {
    kernel(&[0; 100]);
}
