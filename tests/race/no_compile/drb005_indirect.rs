//! DRB005: two arrays at an index from a table, one iteration a chunk.

use ferromp::prelude::*;

#[omp]
fn kernel(table: &[usize], a: &mut [f64], b: &mut [f64]) {
    #[omp(parallel for schedule(static, 1))]
    for i in 0..table.len() {
        let index = table[i];
        a[index] += 1.0 + i as f64;
        b[index] += 3.0 + i as f64;
    }
}

fn main() {
    kernel(&[0; 10], &mut [0.0; 30], &mut [0.0; 30]);
}
