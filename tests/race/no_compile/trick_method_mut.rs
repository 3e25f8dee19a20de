//! A method that takes `&mut self`, on a variable that all iterations share.

#![allow(dead_code)]
use ferromp::prelude::*;

struct S(i32);
impl S {
    fn bump(&mut self) {
        self.0 += 1;
    }
}

#[omp]
fn f(s: &mut S) {
    #[omp(parallel for num_threads(4))]
    for _ in 0..100 {
        s.bump();
    }
}

fn main() {
    f(&mut S(0));
}
