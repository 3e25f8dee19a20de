//! DRB087: as 086, written in the region itself.
//! Stopped by rustc: the message is its own.

use ferromp::prelude::*;

struct Counters;

static mut COUNTER: i32 = 0;

impl Counters {
    fn counter(&self) -> &'static mut i32 {
        &mut COUNTER
    }
}

#[omp]
fn kernel() {
    let counters = Counters;
    #[omp(parallel)]
    {
        *counters.counter() += 1;
    }
}

fn main() {
    kernel();
}
