//! DRB111: a second counter beside the loop variable.

use ferromp::prelude::*;

#[omp]
fn kernel(a: &[f64], b: &[f64], c: &mut [f64], len: usize) -> usize {
    let mut j = 0;
    #[omp(parallel for)]
    for i in 0..len {
        c[j] += a[i] * b[i];
        j += 1;
    }
    j
}

fn main() {
    kernel(&[0.0; 100], &[0.0; 100], &mut [0.0; 100], 100);
}
