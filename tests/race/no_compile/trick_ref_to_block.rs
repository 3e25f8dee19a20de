//! A reference to an element, kept from one iteration to the next.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f(a: &mut [i32]) {
    let mut keep: Option<&mut i32> = None;
    #[omp(parallel num_threads(2))]
    {
        let mut mine: Option<&mut i32> = None;
        #[omp(for)]
        for i in 0..8 {
            if let Some(m) = mine.take() {
                *m += 1;
            }
            mine = Some(&mut a[i]);
        }
    }
    let _ = keep.take();
}

fn main() {
    f(&mut [0; 8]);
}
