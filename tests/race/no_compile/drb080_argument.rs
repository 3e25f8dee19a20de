//! DRB080: a shared variable goes to a callee that writes it.

use ferromp::prelude::*;

fn add(q: &mut i32) {
    *q += 1;
}

#[omp]
fn kernel() -> i32 {
    let mut i = 0;
    #[omp(parallel)]
    add(&mut i);
    i
}

fn main() {
    kernel();
}
