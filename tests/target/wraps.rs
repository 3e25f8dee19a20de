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
    omp_set_num_threads(4);
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

/// Parts of an index that look the same and are not.
#[omp]
fn quotients(a: &mut [i32], n: usize) {
    #[omp(target teams loop)]
    for i in 0..200 {
        a[i + n / 2] += 1;
        a[i + (n as u8 / 2) as usize] += 1;
    }
}

#[omp]
fn remainders(a: &mut [i32], n: usize) {
    #[omp(target teams loop)]
    for i in 0..200 {
        a[i + n % 100] += 1;
        a[i + (n as u8 % 100) as usize] += 1;
    }
}

#[omp]
fn shifts(a: &mut [i32], n: usize) {
    #[omp(target teams loop)]
    for i in 0..600 {
        a[i + (n << 1)] += 1;
        a[i + ((n as u8) << 1) as usize] += 1;
    }
}

/// Rows whose starts are computed in too few bits.
#[omp]
fn rows(a: &mut [i32], n: usize) {
    let n = n as u8;
    #[omp(target teams loop)]
    for i in 0..10_u8 {
        for j in 0..n {
            a[(i * n + j) as usize] += 1;
        }
    }
}

#[omp]
fn rows_of_starts(a: &mut [i32], n: usize) {
    let n = n as u8;
    #[omp(target teams loop)]
    for i in 0..10_u8 {
        for j in 0..n {
            a[(i * n) as usize + j as usize] += 1;
        }
    }
}

#[omp]
fn rows_in_a_block(a: &mut [i32], n: usize) {
    let n = n as u8;
    #[omp(target map(tofrom: a))]
    {
        #[omp(parallel for)]
        for i in 0..10_u8 {
            for j in 0..n {
                a[(i * n + j) as usize] += 1;
            }
        }
        #[omp(parallel for)]
        for i in 0..4 {
            a[i] += 1;
        }
    }
}

#[omp]
fn nest_in_a_block(a: &mut [i32], n: usize) {
    let n = n as u8;
    #[omp(target map(tofrom: a))]
    {
        #[omp(parallel for collapse(2))]
        for i in 0..10_u8 {
            for j in 0..n {
                let k = (i * n + j) as usize;
                a[k] += 1;
            }
        }
        #[omp(parallel for)]
        for i in 0..4 {
            a[i] += 1;
        }
    }
}

/// The kernel counts modulo 2^64: steps may leap over all that is out of bounds.
#[omp]
fn far_steps(a: &mut [i32], n: usize) {
    let n = n - 300 + (1 << 30);
    #[omp(target map(tofrom: a))]
    {
        #[omp(parallel for)]
        for i in 0..4 {
            a[i] += 1;
        }
        #[omp(parallel for)]
        for i in (0..1_usize << 36).step_by(1 << 34) {
            for j in 0..4 {
                a[i * n + j] += 1;
            }
        }
    }
}

#[omp]
fn far_literal_steps(a: &mut [i32], n: usize) {
    #[omp(target map(tofrom: a))]
    {
        #[omp(parallel for)]
        for i in (0..1_usize << 63).step_by(1 << 61) {
            for j in 0..4 {
                a[i * 8 + j] += 1;
            }
        }
        #[omp(parallel for)]
        for i in 0..4 {
            a[i] += i32::from(n == 0);
        }
    }
}

#[omp]
fn far_rows(a: &mut [i32], n: usize) {
    let n = n - 300 + (1 << 63);
    #[omp(target teams loop)]
    for i in 0..3 {
        for j in 0..4 {
            a[i * n + j] += 1;
        }
    }
}

#[test]
fn what_iterations_own_is_computed_exactly() {
    type Program = fn(&mut [i32], usize);
    let all: [(&str, Program); 10] = [
        ("quotients", quotients),
        ("remainders", remainders),
        ("shifts", shifts),
        ("rows", rows),
        ("rows_of_starts", rows_of_starts),
        ("rows_in_a_block", rows_in_a_block),
        ("nest_in_a_block", nest_in_a_block),
        ("far_steps", far_steps),
        ("far_literal_steps", far_literal_steps),
        ("far_rows", far_rows),
    ];
    // The host finds iterations that meet if they are those of different threads.
    omp_set_num_threads(4);
    for (name, f) in all {
        println!("{name}");
        panics_with(&[], || f(&mut [0; 2000], 300));
    }
}

/// Signed and stepped loops whose indices are right.
#[omp]
#[test]
fn rows_through_casts_stay_on_the_device() {
    let (mut a, n) = (vec![0; 140], 10_i32);
    #[omp(target map(tofrom: a))]
    {
        #[omp(parallel for)]
        for i in 0..14_i32 {
            for j in 0..n {
                a[(i * n + j) as usize] = i + i32::from(!omp_is_initial_device());
            }
        }
        #[omp(parallel for collapse(2))]
        for i in 0..14_i32 {
            for j in 0..n {
                a[(i * n + j) as usize] += j;
            }
        }
        #[omp(parallel for)]
        for i in (-4..10_i32).step_by(2) {
            for j in 0..n {
                a[((i + 4) * n + j) as usize] += 100;
            }
        }
        #[omp(parallel for)]
        for i in 0..140_usize {
            a[i + n as usize / 11] += 1000;
        }
    }
    for (k, a) in (0..).zip(a) {
        let (i, j) = (k / n, k % n);
        assert_eq!(a, i + j + i32::from(on_device()) + if i % 2 == 0 { 1100 } else { 1000 }, "{i} {j}");
    }
}
