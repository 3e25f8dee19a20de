//! A directive among the arguments of a macro.

use ferromp::prelude::*;

#[omp]
fn f() {
    let v = vec![
        #[omp(single)]
        {
            1
        },
    ];
    drop(v);
}

fn main() {}
