//! DRB086: a counter that belongs to a type, written by a function that a region calls.
//! Stopped by rustc: the message is its own.

use ferromp::prelude::*;

use std::cell::Cell;

struct Counters;

impl Counters {
    const fn shared() -> &'static Cell<i32> {
        static COUNTER: Cell<i32> = Cell::new(0);
        &COUNTER
    }
}

fn add() {
    let counter = Counters::shared();
    counter.set(counter.get() + 1);
}

#[omp]
fn kernel() {
    #[omp(parallel)]
    add();
}

fn main() {
    kernel();
}
