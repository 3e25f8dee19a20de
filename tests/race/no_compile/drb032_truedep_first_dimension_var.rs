//! DRB032: as 031 on a flat array, whose rows are found by arithmetic.

use ferromp::prelude::*;

#[omp]
fn kernel(b: &mut [f64], n: usize, m: usize) {
    #[omp(parallel for)]
    for i in 1..n {
        for j in 1..m {
            b[i * m + j] = b[(i - 1) * m + j - 1];
        }
    }
}

fn main() {
    kernel(&mut [0.5; 100], 10, 10);
}
