//! `nowait` and `depend`: the host goes on while the device works, and waits at `taskwait`.

use ferromp::prelude::*;

use crate::common::panics_with;

/// The host does not wait for the region, but for the tasks.
#[omp]
#[test]
fn nowait() {
    let mut a = 42;
    #[omp(target nowait map(tofrom: a))]
    {
        a += 1;
    }
    omp!(taskwait);
    assert_eq!(a, 43);
}

/// The end of the block is a wait too.
#[omp]
fn add_without_a_wait(a: &mut [i32]) {
    #[omp(target teams loop nowait map(tofrom: a))]
    for i in 0..a.len() {
        a[i] += 1;
    }
}

#[test]
fn end_of_the_block() {
    let mut a = vec![1; 1000];
    add_without_a_wait(&mut a);
    assert_eq!(a, [2; 1000]);
}

/// A region for each part of an array, all of them at once.
#[omp]
#[test]
fn parts_at_once() {
    let mut a: Vec<u32> = (0..10_000).collect();
    for part in a.chunks_mut(1000) {
        #[omp(target teams loop nowait map(tofrom: part))]
        for i in 0..part.len() {
            part[i] = part[i] * part[i];
        }
    }
    omp!(taskwait);
    assert!(a.iter().zip(0..).all(|(v, i)| *v == i * i));
}

/// Sections of one array, one region after the other where they overlap.
#[omp]
#[test]
fn sections_in_order() {
    let mut a = vec![1_u64; 400];
    for round in 0..4 {
        for part in 0..4 {
            let (lo, hi) = (part * 100, (part + 1) * 100);
            #[omp(target teams loop nowait map(tofrom: a[lo..hi]) depend(inout: a[lo..hi]))]
            for i in lo..hi {
                a[i] = a[i] * 3 + round;
            }
        }
    }
    omp!(taskwait);
    let expected = (0..4).fold(1, |v, round| v * 3 + round);
    assert_eq!(a, vec![expected; 400]);
}

/// What one region writes, the next reads, also where no `depend` says so.
#[omp]
#[test]
fn chain_of_regions() {
    let (a, mut b, mut c) = (vec![2; 5000], vec![0; 5000], vec![0; 5000]);
    let mut sum = 1;
    #[omp(target teams loop nowait map(to: a) map(from: b) depend(out: b))]
    for i in 0..5000 {
        b[i] = a[i] * 10;
    }
    #[omp(target teams loop nowait map(to: b) map(from: c) depend(in: b) depend(out: c))]
    for i in 0..5000 {
        c[i] = b[4999 - i] + 1;
    }
    #[omp(target teams loop nowait map(to: c) reduction(+: sum))]
    for i in 0..5000 {
        sum += c[i];
    }
    omp!(taskwait);
    assert_eq!((b[0], c[0], sum), (20, 21, 1 + 5000 * 21));
}

/// Data of an environment, moved and used without a wait in between.
#[omp]
#[test]
fn data_and_updates() {
    let mut a = vec![1; 1000];
    omp!(target enter data nowait map(to: a) depend(out: a));
    #[omp(target teams loop nowait depend(inout: a))]
    for i in 0..1000 {
        a[i] += 1;
    }
    omp!(target update nowait from(a) depend(inout: a));
    omp!(target exit data nowait map(release: a) depend(inout: a));
    omp!(taskwait);
    assert_eq!(a, [2; 1000]);
}

#[omp]
fn two_of_which_one_fails(a: &mut [i32], b: &mut [i32], at: usize) {
    #[omp(target teams loop nowait map(tofrom: a))]
    for i in 0..10 {
        a[i] = [1, 2, 3][at];
    }
    #[omp(target teams loop nowait map(tofrom: b))]
    for i in 0..10 {
        b[i] = 5;
    }
    omp!(taskwait);
}

/// A region that fails panics at the wait, when the others are done.
#[test]
fn failure_at_the_wait() {
    let (mut a, mut b) = ([0; 10], [0; 10]);
    panics_with(&["the len is 3 but the index is 3"], || two_of_which_one_fails(&mut a, &mut b, 3));
    two_of_which_one_fails(&mut a, &mut b, 2);
    assert_eq!((a, b), ([3; 10], [5; 10]));
}

/// The host works meanwhile, on what the region does not have.
#[omp]
#[test]
fn the_host_goes_on() {
    let (mut far, mut near) = (vec![0_u64; 1000], vec![0_u64; 1000]);
    #[omp(target teams loop nowait map(from: far))]
    for i in 0..1000 {
        far[i] = i as u64;
    }
    #[omp(parallel for)]
    for i in 0..1000 {
        near[i] = i as u64;
    }
    omp!(taskwait);
    assert_eq!(far, near);
}
