//! DRB082: a function that a region calls writes a global.
//! Stopped by rustc: the message is its own.

use ferromp::prelude::*;

static mut Q: i32 = 0;

fn add() {
    Q += 1;
}

#[omp]
fn kernel() {
    #[omp(parallel)]
    add();
}

fn main() {
    kernel();
}
