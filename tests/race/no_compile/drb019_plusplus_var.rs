//! DRB019: as 018, with a length known at run time.

use ferromp::prelude::*;

#[omp]
fn kernel(input: &[i32], output: &mut Vec<i32>) -> usize {
    let mut end = 0;
    #[omp(parallel for)]
    for i in 0..input.len() {
        output[end] = input[i];
        end += 1;
    }
    end
}

fn main() {
    kernel(&[0; 100], &mut vec![0; 100]);
}
