//! A `let` of the same name is another variable, and its value may repeat.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f(a: &mut [usize]) {
    #[omp(parallel for num_threads(4))]
    for i in 0..a.len() {
        let i = i / 2;
        a[i] = i;
    }
}

fn main() {
    f(&mut [0; 8]);
}
