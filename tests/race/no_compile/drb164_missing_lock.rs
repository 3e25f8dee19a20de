//! DRB164: as 161; an inner loop of the same name is another loop.

use ferromp::prelude::*;

#[omp]
fn kernel(var: &mut [i32; 16]) {
    #[omp(parallel for)]
    for i in 0..100 {
        for i in 0..16 {
            var[i] += 1;
        }
        let _ = i;
    }
}

fn main() {
    kernel(&mut [0; 16]);
}
