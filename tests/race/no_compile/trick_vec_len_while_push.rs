//! Its length changes under the lock; to ask for it takes the lock, too.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f(v: &mut Vec<i32>) -> usize {
    let mut m = 0;
    #[omp(parallel for num_threads(4) reduction(max: m))]
    for i in 0..8 {
        #[omp(critical)]
        {
            v.push(i);
        }
        m = m.max(v.len());
    }
    m
}

fn main() {
    f(&mut vec![]);
}
