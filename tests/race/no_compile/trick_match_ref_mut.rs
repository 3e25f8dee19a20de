//! As `trick_let_ref_mut`, in an arm of a `match`.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f() -> i32 {
    let mut x = Some(0);
    #[omp(parallel for num_threads(4))]
    for i in 0..8 {
        match x {
            Some(ref mut y) => *y += i,
            None => {}
        }
    }
    x.unwrap()
}

fn main() {
    f();
}
