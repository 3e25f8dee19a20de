//! A `declare target` that cannot be: method.

use ferromp::prelude::*;

struct S;

impl S {
    #[omp(declare target)]
    fn f(&self, x: f64) -> f64 {
        x
    }
}

fn main() {}
