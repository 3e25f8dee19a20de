//! As `trick_method_mut`, on `self`.

#![allow(dead_code)]
use ferromp::prelude::*;

struct S {
    v: Vec<i32>,
    n: usize,
}

#[omp]
impl S {
    fn f(&mut self) {
        #[omp(parallel for num_threads(4))]
        for i in 0..self.n {
            self.bump(i);
        }
    }
    fn bump(&mut self, i: usize) {
        self.v[0] += i as i32;
    }
}

fn main() {
    S { v: vec![0; 8], n: 7 }.f();
}
