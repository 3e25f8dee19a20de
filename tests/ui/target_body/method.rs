//! Methods that a device does not have.

use ferromp::prelude::*;

#[omp]
fn f(n: usize, y: &mut [f64], a: &[f64]) {
    #[omp(target teams loop)]
    for i in 0..n {
        y[i] = a.get(i).copied().unwrap();
        y[i] = (i as f64).sqr();
        y[i] = i.checked_add(1).is_some() as u8 as f64;
    }
}

fn main() {}
