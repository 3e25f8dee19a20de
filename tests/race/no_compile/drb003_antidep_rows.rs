//! DRB003: an iteration reads the row that the next one writes.

use ferromp::prelude::*;

#[omp]
fn kernel(a: &mut [[f64; 20]; 20]) {
    #[omp(parallel for)]
    for i in 0..19 {
        for j in 0..20 {
            a[i][j] += a[i + 1][j];
        }
    }
}

fn main() {
    kernel(&mut [[0.5; 20]; 20]);
}
