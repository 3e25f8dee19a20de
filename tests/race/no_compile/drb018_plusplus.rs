//! DRB018: a shared cursor says where an iteration writes.

use ferromp::prelude::*;

#[omp]
fn kernel(input: &[i32; 1000], output: &mut [i32; 1000]) -> usize {
    let mut end = 0;
    #[omp(parallel for)]
    for i in 0..1000 {
        output[end] = input[i];
        end += 1;
    }
    end
}

fn main() {
    kernel(&[0; 1000], &mut [0; 1000]);
}
