//! An index from a table.

use ferromp::prelude::*;

#[omp]
fn f(c: &mut [i32], table: &[usize]) {
    #[omp(parallel for)]
    for i in 0..table.len() {
        c[table[i]] += 1;
    }
}

fn main() {
    let mut c = [0; 4];
    f(&mut c, &[0, 3, 3]);
    assert_eq!(c, [1, 0, 0, 2]);
}
