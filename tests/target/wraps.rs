//! Indices that wrap or lose bits: what the host refuses when it runs, the device does not run.

use ferromp::prelude::*;

use crate::{common::panics_with, on_device};

#[omp]
fn cut_off(a: &mut [i32]) {
    #[omp(target teams loop)]
    for i in 0..a.len() {
        a[i as u8 as usize] += 1;
    }
}

#[omp]
fn doubled(a: &mut [i32]) {
    #[omp(target teams loop)]
    for i in 0..200_u8 {
        a[(i * 2) as usize] += 1;
    }
}

#[omp]
fn by_name(a: &mut [i32]) {
    #[omp(target teams loop)]
    for i in 0..a.len() {
        let short = i as u8;
        a[short as usize] += 1;
    }
}

#[omp]
fn in_a_block(a: &mut [i32]) {
    #[omp(target map(tofrom: a))]
    {
        #[omp(parallel for)]
        for i in 0..600_usize {
            a[i as u8 as usize] += 1;
        }
    }
}

/// A device that may be in doubt leaves the region to the host, which finds the iterations that meet.
#[test]
fn an_index_that_wraps_is_no_element_of_its_own() {
    for f in [cut_off, doubled, by_name, in_a_block] {
        // By overflow, by the element of another iteration, or because no device will do it: which, the build decides.
        panics_with(&[], || f(&mut [0; 600]));
    }
}

/// The same forms where nothing is lost.
#[omp]
#[test]
fn what_keeps_its_value_stays_on_the_device() {
    let mut a = vec![0; 200];
    #[omp(target teams loop)]
    for i in 0..100_u8 {
        let double = i * 2;
        a[double as usize] += 1;
        a[i as usize * 2] += i32::from(!omp_is_initial_device());
    }
    let expected = 1 + i32::from(on_device());
    assert!(a.iter().enumerate().all(|(i, a)| *a == if i % 2 == 0 { expected } else { 0 }), "{a:?}");
}
