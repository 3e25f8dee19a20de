//! A method may read the whole of `self`, and so the field that others write.

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
            self.v[i] = self.get(i + 1);
        }
    }
    fn get(&self, i: usize) -> i32 {
        self.v[i]
    }
}

fn main() {
    S { v: vec![0; 8], n: 7 }.f();
}
