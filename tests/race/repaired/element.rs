//! A constant element against the loop variable: copy it before the loop, or write it after.

use ferromp::prelude::*;

use crate::{compare, ramp};

/// As the serial loop does it: element 0 doubles first, and the others add what it is then.
#[omp]
fn single_element(threads: usize, a: &mut [f64]) {
    a[0] += a[0];
    let first = a[0];
    #[omp(parallel for num_threads(threads))]
    for i in 1..a.len() {
        a[i] = a[i] + first;
    }
}

#[test]
fn drb039_drb040_single_element() {
    let run = |threads| {
        let mut a = ramp(1000);
        single_element(threads, &mut a);
        a
    };
    compare(run, || {
        let mut a = ramp(1000);
        for i in 0..1000 {
            a[i] += a[0];
        }
        a
    });
}

#[omp]
fn first_afterwards(threads: usize, a: &mut [usize]) {
    #[omp(parallel for num_threads(threads))]
    for i in 0..a.len() {
        a[i] = i;
    }
    a[0] = 1;
}

#[test]
fn drb178_drb179_fixed_write() {
    let run = |threads| {
        let mut a = vec![0; 100];
        first_afterwards(threads, &mut a);
        a
    };
    compare(run, || {
        let mut a: Vec<usize> = (0..100).collect();
        a[0] = 1;
        a
    });
}

#[omp]
fn broadcast(threads: usize, a: &mut [f64]) {
    let c = a[64];
    #[omp(parallel for schedule(dynamic, 64) num_threads(threads))]
    for i in 0..a.len() {
        a[i] = a[i] + c;
    }
}

/// Every iteration adds what element 64 was before the loop, as the kernel means it.
#[test]
fn drb202_broadcast() {
    let run = |threads| {
        let mut a = ramp(300);
        broadcast(threads, &mut a);
        a
    };
    compare(run, || ramp(300).iter().map(|x| x + 33.0).collect());
}
