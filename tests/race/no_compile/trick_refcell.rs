//! So is a `RefCell`.

#![allow(dead_code)]
use ferromp::prelude::*;

use std::cell::RefCell;
#[omp]
fn f() -> i32 {
    let n = RefCell::new(0);
    #[omp(parallel)]
    {
        *n.borrow_mut() += 1;
    }
    n.into_inner()
}

fn main() {
    f();
}
