//! A `declare target` that cannot be: inside omp.

use ferromp::prelude::*;

#[omp]
mod inner {
    use ferromp::prelude::*;

    #[omp(declare target)]
    pub fn f(x: String) -> usize {
        x.len()
    }
}

fn main() {}
