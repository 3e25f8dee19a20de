//! Serial code of a team around regions: loops, conditions and variables that one thread has and all of them see.

use ferromp::prelude::*;

use crate::{common::panics_with, on_device};

/// A loop of the team's initial thread, with two regions in it and a value that decides when it ends.
#[omp]
fn relax(n: usize, device: bool) -> (Vec<f64>, f64, usize) {
    let (mut a, mut b) = (vec![0.0_f64; n], vec![0.0_f64; n]);
    (a[0], b[0]) = (1.0, 1.0);
    let (mut left, mut turns) = (0.0, 0);
    #[omp(target if(device) map(tofrom: a, b) map(from: left, turns))]
    {
        let mut change = 1.0_f64;
        let mut steps = 0;
        while change > 1e-2 && steps < 50 {
            change = 0.0;
            #[omp(parallel for reduction(max: change))]
            for i in 1..n - 1 {
                b[i] = 0.5 * (a[i - 1] + a[i + 1]);
                change = change.max((b[i] - a[i]).abs());
            }
            #[omp(parallel for)]
            for i in 1..n - 1 {
                a[i] = b[i];
            }
            steps += 1;
        }
        left = change;
        turns = steps;
    }
    (a, left, turns)
}

#[test]
fn regions_in_a_loop() {
    let (device, host) = (relax(64, true), relax(64, false));
    assert!(device.1 < 1e-2 && device.2 > 10);
    assert_eq!(device, host);
}

/// Threads meet at the end of each worksharing loop, in each turn of a loop around them.
#[omp]
#[test]
fn prefix_sum() {
    let (mut a, mut b) = ([1; 128], [0; 128]);
    #[omp(target map(tofrom: a, b))]
    {
        #[omp(parallel num_threads(128))]
        {
            let mut step = 1;
            while step < 128 {
                #[omp(for)]
                for i in 0..128 {
                    b[i] = if i >= step { a[i] + a[i - step] } else { a[i] };
                }
                #[omp(for)]
                for i in 0..128 {
                    a[i] = b[i];
                }
                step *= 2;
            }
        }
    }
    assert!(a.iter().zip(1..).all(|(sum, expected)| *sum == expected));
}

/// Regions that some teams execute and others do not, and some more often.
#[omp]
#[test]
fn regions_under_conditions() {
    let mut out = vec![-1; 8];
    #[omp(target teams num_teams(8) map(tofrom: out))]
    {
        let team = omp_get_team_num();
        let mut sum = 0;
        if team & 1 == 0 {
            #[omp(parallel num_threads(4) reduction(+: sum))]
            {
                sum += omp_get_thread_num() as i32 + 1;
            }
        } else {
            for k in 0..team {
                #[omp(parallel num_threads(3) reduction(+: sum))]
                {
                    sum += k as i32;
                }
            }
        }
        out[team] = sum;
    }
    assert_eq!(
        out,
        if on_device() { [10, 0, 10, 9, 10, 30, 10, 63] } else { [10, -1, -1, -1, -1, -1, -1, -1] }
    );
}

/// What one thread writes into the team's variable, all of them see behind the barrier, in this region and the next.
#[omp]
#[test]
fn masked_and_single() {
    let (mut seen, mut size) = (vec![0; 32], 0);
    #[omp(target map(tofrom: seen) map(from: size))]
    {
        let mut x = 1;
        #[omp(parallel num_threads(32))]
        {
            #[omp(masked filter(3))]
            {
                x = 5;
            }
            omp!(barrier);
            #[omp(single)]
            {
                x += 10;
                size = omp_get_num_threads();
            }
            let thread = omp_get_thread_num();
            seen[thread] = x;
        }
        #[omp(parallel num_threads(32))]
        {
            let thread = omp_get_thread_num();
            seen[thread] += x;
        }
    }
    assert_eq!((seen, size), (vec![30; 32], 32));
}

#[omp]
fn element_for_all(list: &[i32], at: usize) -> [i32; 8] {
    let mut out = [0; 8];
    #[omp(target map(tofrom: out))]
    {
        let x = list[at];
        #[omp(parallel num_threads(8))]
        {
            let thread = omp_get_thread_num();
            out[thread] = x;
        }
    }
    out
}

/// The initial thread fails while the others wait for the region.
#[test]
fn failure_before_a_region() {
    assert_eq!(element_for_all(&[1, 2, 3], 2), [3; 8]);
    panics_with(&["the len is 3 but the index is 3"], || {
        element_for_all(&[1, 2, 3], 3);
    });
    assert_eq!(element_for_all(&[1, 2, 3], 0), [1; 8]);
}
