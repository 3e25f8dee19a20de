//! The value of a construct on a device.

use ferromp::prelude::*;

#[omp]
fn f(y: &mut [f64]) {
    #[omp(target map(tofrom: y))]
    {
        #[omp(parallel)]
        {
            let v = #[omp(single)]
            {
                4.0
            };
            #[omp(for)]
            for i in 0..y.len() {
                y[i] = v;
            }
        }
    }
}

fn main() {}
