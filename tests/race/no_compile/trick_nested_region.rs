//! Every thread of the outer team makes a team that writes the same elements.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f(a: &mut [usize]) {
    let n = a.len();
    #[omp(parallel num_threads(2))]
    {
        #[omp(parallel for num_threads(2))]
        for i in 0..n {
            a[i] += 1;
        }
    }
}

fn main() {
    let mut a = [0; 8];
    f(&mut a);
    println!("{a:?}");
}
