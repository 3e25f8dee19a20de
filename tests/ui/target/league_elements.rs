//! Every team writes every element.

use ferromp::prelude::*;

#[omp]
fn f(a: &mut [f64]) {
    #[omp(target teams)]
    {
        #[omp(parallel for)]
        for i in 0..a.len() {
            a[i] = 1.0;
        }
    }
}

fn main() {}
