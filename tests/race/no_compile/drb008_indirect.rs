//! DRB008: as 006, with a third table.

use ferromp::prelude::*;

#[omp]
fn kernel(table: &[usize], a: &mut [f64], b: &mut [f64]) {
    #[omp(parallel for)]
    for i in 0..table.len() {
        let k = i;
        a[table[k] + 12] += 1.0;
        b[table[k]] += 3.0;
    }
}

fn main() {
    kernel(&[0; 10], &mut [0.0; 30], &mut [0.0; 30]);
}
