//! A task that a loop creates outlives the iteration's variables.

#![allow(dead_code)]
use ferromp::prelude::*;

#[omp]
fn f() {
    #[omp(parallel)]
    #[omp(single)]
    {
        for i in 0..3 {
            let w = vec![i];
            let r = &w;
            #[omp(task)]
            {
                println!("{}", r[0]);
            }
        }
    }
}

fn main() {
    f();
}
