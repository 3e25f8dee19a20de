//! DRB117: `taskwait` waits for children, not for their children.

use ferromp::prelude::*;

#[omp]
fn kernel(a: &[i32; 4]) -> i32 {
    let mut low = 0;
    let mut high = 0;
    let mut sum = 0;
    #[omp(parallel num_threads(2))]
    #[omp(single)]
    {
        #[omp(task)]
        {
            #[omp(task)]
            {
                high = a[2] + a[3];
            }
            low = a[0] + a[1];
        }
        sum = low + high;
        omp!(taskwait);
    }
    sum
}

fn main() {
    kernel(&[0; 4]);
}
