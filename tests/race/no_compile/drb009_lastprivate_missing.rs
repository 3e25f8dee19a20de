//! DRB009: the last value is wanted, but any iteration may store last.

use ferromp::prelude::*;

#[omp]
fn kernel() -> usize {
    let mut x = 0;
    #[omp(parallel for)]
    for i in 0..10_000 {
        x = i;
    }
    x
}

fn main() {
    kernel();
}
