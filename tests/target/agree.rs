//! What decides where a team goes must be the same for all its threads: if it is not, that is a panic, on the device as on
//! the host.

use ferromp::prelude::*;

use crate::{common::panics_with, on_device};

#[omp]
fn barrier_of_some(b: &mut [i32], some: usize) {
    #[omp(target map(tofrom: b))]
    {
        #[omp(parallel num_threads(4))]
        {
            let t = omp_get_thread_num();
            if t < some {
                b[t] = 7;
                omp!(barrier);
            }
        }
    }
}

#[omp]
fn barrier_of_others(b: &mut [i32], some: usize) {
    #[omp(target map(tofrom: b))]
    {
        #[omp(parallel num_threads(4))]
        {
            let t = omp_get_thread_num();
            if t < some {
                b[t] = 7;
            } else {
                omp!(barrier);
            }
        }
    }
}

#[omp]
fn different_trips(b: &mut [i32], some: usize) {
    #[omp(target map(tofrom: b))]
    {
        #[omp(parallel num_threads(4))]
        {
            let t = omp_get_thread_num();
            let turns = if t < some { 2 } else { 1 };
            for _ in 0..turns {
                b[t] += 7;
                omp!(barrier);
            }
        }
    }
}

#[omp]
fn different_turns(b: &mut [i32], some: usize) {
    #[omp(target map(tofrom: b))]
    {
        #[omp(parallel num_threads(4))]
        {
            let t = omp_get_thread_num();
            let mut left = if t < some { 2 } else { 1 };
            while left > 0 {
                b[t] += 7;
                left -= 1;
                omp!(barrier);
            }
        }
    }
}

#[omp]
fn leaves_early(b: &mut [i32], some: usize) {
    #[omp(target map(tofrom: b))]
    {
        #[omp(parallel num_threads(4))]
        {
            let t = omp_get_thread_num();
            let mut turn = 0;
            loop {
                b[t] += 7;
                if t >= some || turn == 1 {
                    break;
                }
                turn += 1;
                omp!(barrier);
            }
        }
    }
}

#[omp]
fn different_arms(b: &mut [i32], some: usize) {
    #[omp(target map(tofrom: b))]
    {
        #[omp(parallel num_threads(4))]
        {
            let t = omp_get_thread_num();
            match t + 4 - some {
                0..=3 => {
                    b[t] = 7;
                    omp!(barrier);
                }
                _ => {
                    b[t] = 8;
                }
            }
        }
    }
}

#[omp]
fn loop_of_some(b: &mut [i32], some: usize) {
    #[omp(target map(tofrom: b))]
    {
        #[omp(parallel num_threads(4))]
        {
            if omp_get_thread_num() < some {
                #[omp(for)]
                for i in 0..4 {
                    b[i] = 7;
                }
            }
        }
    }
}

#[omp]
fn unawaited_loop_of_some(b: &mut [i32], some: usize) {
    #[omp(target map(tofrom: b))]
    {
        #[omp(parallel num_threads(4))]
        {
            if omp_get_thread_num() < some {
                #[omp(for nowait)]
                for i in 0..4 {
                    b[i] = 7;
                }
            }
        }
    }
}

#[omp]
fn different_loops(b: &mut [i32], some: usize) {
    #[omp(target map(tofrom: b))]
    {
        #[omp(parallel num_threads(4))]
        {
            let from = usize::from(omp_get_thread_num() >= some);
            #[omp(for)]
            for i in from..4 {
                b[i] = 7;
            }
        }
    }
}

#[omp]
fn loops_of_other_lengths(b: &mut [i32], some: usize) {
    #[omp(target map(tofrom: b))]
    {
        #[omp(parallel num_threads(4))]
        {
            let to = if omp_get_thread_num() < some { 4 } else { 3 };
            #[omp(for nowait)]
            for i in 0..to {
                b[i] = 7;
            }
        }
    }
}

/// With all of the threads it does what it says; with some of them it panics.
fn needs_all(name: &str, f: fn(&mut [i32], usize), expected: i32) {
    let mut b = [0; 4];
    f(&mut b, 4);
    assert_eq!(b, [expected; 4], "{name}");
    for some in [1, 2, 3] {
        panics_with(&["thread", "tests/target/agree.rs"], || f(&mut [0; 4], some));
    }
}

#[test]
fn threads_that_go_different_ways_are_found() {
    needs_all("barrier_of_some", barrier_of_some, 7);
    needs_all("barrier_of_others", barrier_of_others, 7);
    needs_all("different_trips", different_trips, 14);
    needs_all("different_turns", different_turns, 14);
    needs_all("leaves_early", leaves_early, 14);
    needs_all("different_arms", different_arms, 7);
    needs_all("loop_of_some", loop_of_some, 7);
    needs_all("different_loops", different_loops, 7);
}

/// Nobody waits at the end of these: the host may not notice.
#[test]
fn threads_that_share_different_loops_are_found() {
    if on_device() {
        needs_all("unawaited_loop_of_some", unawaited_loop_of_some, 7);
        needs_all("loops_of_other_lengths", loops_of_other_lengths, 7);
    }
}

/// Different values that lead all threads the same way.
#[omp]
#[test]
fn values_may_differ_where_the_way_does_not() {
    let mut b = [0; 4];
    #[omp(target map(tofrom: b))]
    {
        #[omp(parallel num_threads(4))]
        {
            let t = omp_get_thread_num();
            match t {
                own @ 0..4 => {
                    b[t] = own;
                    omp!(barrier);
                    b[t] += own;
                }
                _ => {
                    omp!(barrier);
                }
            }
            let mut left = 3 + t;
            while left > t {
                b[t] += 100;
                left -= 1;
                if left == t + 1 {
                    omp!(barrier);
                    continue;
                }
                omp!(barrier);
                b[t] += 1000;
            }
        }
    }
    assert_eq!(b, [2300, 2302, 2304, 2306]);
}
