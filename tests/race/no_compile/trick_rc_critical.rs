//! A lock orders accesses, but moves the value between threads: an `Rc` cannot go.

#![allow(dead_code)]
use ferromp::prelude::*;

use std::rc::Rc;
#[omp]
fn f() -> usize {
    let mut n = Rc::new(0);
    #[omp(parallel)]
    {
        #[omp(critical)]
        {
            n = Rc::new(1);
        }
    }
    Rc::strong_count(&n)
}

fn main() {
    f();
}
