//! DRB007: as 006, with another table: the macro trusts none.

use ferromp::prelude::*;

#[omp]
fn kernel(table: &[usize], a: &mut [f64], b: &mut [f64]) {
    #[omp(parallel for)]
    for &index in table {
        a[index] += 1.0;
        b[index] += 3.0;
    }
}

fn main() {
    kernel(&[0; 10], &mut [0.0; 30], &mut [0.0; 30]);
}
