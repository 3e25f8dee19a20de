//! As `trick_macro_incr`, with an element.

#![allow(dead_code)]
use ferromp::prelude::*;

macro_rules! set {
    ($a:ident, $i:expr) => {
        $a[$i] = 1
    };
}

#[omp]
fn f(a: &mut [i32]) {
    #[omp(parallel for num_threads(4))]
    for i in 0..a.len() {
        set!(a, 0);
        let _ = i;
    }
}

fn main() {
    f(&mut [0; 8]);
}
