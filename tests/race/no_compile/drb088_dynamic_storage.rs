//! DRB088: a global pointer to the counter.
//! Stopped by rustc: the message is its own.

use ferromp::prelude::*;

use std::sync::OnceLock;

static COUNTER: OnceLock<Box<i32>> = OnceLock::new();

fn add() {
    **COUNTER.get().unwrap() += 1;
}

#[omp]
fn kernel() {
    #[omp(parallel)]
    add();
}

fn main() {
    COUNTER.set(Box::new(0)).unwrap();
    kernel();
}
