//! Two indices of a type of the user may lead to one element: only known arrays are divided.

#![allow(dead_code)]
use ferromp::prelude::*;

use std::ops::{Index, IndexMut};
struct Alias([i32; 1]);
impl Index<usize> for Alias {
    type Output = i32;
    fn index(&self, _: usize) -> &i32 {
        &self.0[0]
    }
}

impl IndexMut<usize> for Alias {
    fn index_mut(&mut self, _: usize) -> &mut i32 {
        &mut self.0[0]
    }
}

#[omp]
fn f(a: &mut Alias) {
    #[omp(parallel for num_threads(4))]
    for i in 0..100usize {
        a[i] += 1;
    }
}

fn main() {
    f(&mut Alias([0]));
}
