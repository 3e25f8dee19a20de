//! DRB006: the table may hold an index twice.

use ferromp::prelude::*;

#[omp]
fn kernel(table: &[usize], a: &mut [f64], b: &mut [f64]) {
    #[omp(parallel for)]
    for i in 0..table.len() {
        a[table[i]] += 1.0;
        b[table[i]] += 3.0;
    }
}

fn main() {
    kernel(&[0; 10], &mut [0.0; 30], &mut [0.0; 30]);
}
