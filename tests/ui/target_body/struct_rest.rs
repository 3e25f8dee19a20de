//! A struct literal with a base.

use ferromp::prelude::*;

#[omp(declare target)]
#[derive(Clone, Copy)]
#[repr(C)]
struct P {
    x: f64,
    z: f64,
}

#[omp]
fn f(n: usize, y: &mut [f64], p: P) {
    #[omp(target teams loop)]
    for i in 0..n {
        let q = P { x: 1.0, ..p };
        y[i] = q.x;
    }
}

fn main() {}
