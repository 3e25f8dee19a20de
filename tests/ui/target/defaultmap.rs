//! `defaultmap` with unknown words.

use ferromp::prelude::*;

#[omp]
fn f(mut x: i32) -> i32 {
    #[omp(target defaultmap(keep: scalar))]
    {
        x += 1;
    }
    #[omp(target defaultmap(tofrom: number))]
    {
        x += 1;
    }
    x
}

fn main() {}
