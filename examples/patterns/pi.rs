//! Pi, as the integral of 4 / (1 + x^2) over 0..1 by the midpoint rule: four patterns of parallel programming beside
//! the serial loop and rayon.

use std::f64::consts::PI;

use ferromp::prelude::*;
use rayon::prelude::*;

/// The task pattern stops dividing at this many steps, some tens of microseconds of work.
const MIN_BLOCK: usize = 1 << 16;

/// The area of strip `i`, divided by its width.
#[inline]
fn height(i: usize, step: f64) -> f64 {
    let x = (i as f64 + 0.5) * step;
    4.0 / (1.0 + x * x)
}

/// The loop that the others share out.
pub(crate) fn serial(steps: usize) -> f64 {
    let step = 1.0 / steps as f64;
    let mut sum = 0.0;
    for i in 0..steps {
        sum += height(i, step);
    }
    step * sum
}

/// Loop: the serial loop with one line above it.
#[omp]
pub(crate) fn by_loop(steps: usize, threads: usize) -> f64 {
    let step = 1.0 / steps as f64;
    let mut sum = 0.0;
    #[omp(parallel for num_threads(threads) reduction(+: sum))]
    for i in 0..steps {
        let x = (i as f64 + 0.5) * step;
        sum += 4.0 / (1.0 + x * x);
    }
    step * sum
}

/// SPMD, single program, multiple data: each thread finds its share from its number, and keeps its sum in its slot.
#[omp]
pub(crate) fn by_spmd(steps: usize, threads: usize) -> f64 {
    let step = 1.0 / steps as f64;
    let mut partial = vec![0.0; threads];
    let mut team = 1;
    #[omp(parallel num_threads(threads))]
    {
        let thread = omp_get_thread_num();
        // The end of `single` is a barrier: behind it every thread may read what one of them wrote.
        #[omp(single)]
        {
            team = omp_get_num_threads();
        }
        let mut local = 0.0;
        for i in (thread..steps).step_by(team) {
            local += height(i, step);
        }
        partial[thread] = local;
    }
    step * partial.iter().sum::<f64>()
}

/// Task: divide and conquer; one thread starts, and the team works on the tasks that appear.
#[omp]
pub(crate) fn by_task(steps: usize, threads: usize) -> f64 {
    let step = 1.0 / steps as f64;
    let mut sum = 0.0;
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        sum = sum_by_tasks(0, steps, step);
    }
    step * sum
}

#[omp]
fn sum_by_tasks(low: usize, high: usize, step: f64) -> f64 {
    if high - low <= MIN_BLOCK {
        let mut sum = 0.0;
        for i in low..high {
            sum += height(i, step);
        }
        sum
    } else {
        let middle = low + (high - low) / 2;
        let (mut left, mut right) = (0.0, 0.0);
        #[omp(task shared(left))]
        {
            left = sum_by_tasks(low, middle, step);
        }
        #[omp(task shared(right))]
        {
            right = sum_by_tasks(middle, high, step);
        }
        omp!(taskwait);
        left + right
    }
}

/// Target: the loop again, on a device. Where there is none, the host's threads run it.
#[omp]
pub(crate) fn by_target(steps: usize, device: usize) -> f64 {
    let step = 1.0 / steps as f64;
    let mut sum = 0.0;
    #[omp(target teams loop device(device) reduction(+: sum))]
    for i in 0..steps {
        let x = (i as f64 + 0.5) * step;
        sum += 4.0 / (1.0 + x * x);
    }
    step * sum
}

/// rayon's parallel iterator, on whichever pool it is called in.
pub(crate) fn by_rayon(steps: usize) -> f64 {
    let step = 1.0 / steps as f64;
    step * (0..steps).into_par_iter().map(|i| height(i, step)).sum::<f64>()
}

/// Whether `value` is pi as closely as `steps` strips allow. The midpoint rule is off by step^2 / 12 times the change
/// of the integrand's slope, which is 2; n additions in any order, by roundings that grow as the root of n. One strip
/// left out or counted twice is off by 2 / steps at least, always far more.
pub(crate) fn is_pi(value: f64, steps: usize) -> bool {
    let n = steps as f64;
    let tolerance = 1.0 / (6.0 * n * n) + 1e-14 + 2e-15 * n.sqrt();
    (value - PI).abs() <= tolerance
}
