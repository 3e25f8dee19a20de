//! DRB089: a counter behind a pointer is as shared as any other.

use ferromp::prelude::*;

#[omp]
fn kernel(counter: &mut i32) {
    #[omp(parallel)]
    {
        *counter += 1;
    }
}

fn main() {
    kernel(&mut 0);
}
