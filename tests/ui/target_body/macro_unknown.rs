//! A macro of the program's own.

use ferromp::prelude::*;

macro_rules! twice {
    ($x:expr) => {
        2.0 * $x
    };
}

#[omp]
fn f(n: usize, y: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        y[i] = twice!(1.0);
    }
}

fn main() {}
