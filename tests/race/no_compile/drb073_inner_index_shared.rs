//! DRB073: two loops share one inner index: as a `for` loop it is always the loop's own, so only a
//! `while` loop has it.

use ferromp::prelude::*;

#[omp]
fn kernel(a: &mut [[i32; 100]; 100]) {
    let mut j;
    #[omp(parallel for)]
    for i in 0..100 {
        j = 0;
        while j < 100 {
            a[i][j] += 1;
            j += 1;
        }
    }
}

fn main() {
    kernel(&mut [[0; 100]; 100]);
}
