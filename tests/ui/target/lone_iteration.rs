//! Conditions that more than one iteration may meet, or a variable that others touch too.

use ferromp::prelude::*;

#[omp]
fn narrowed(n: usize, mut first: usize) -> usize {
    #[omp(target teams loop map(tofrom: first))]
    for i in 0..n {
        if i as u8 == 0 {
            first += i;
        }
    }
    first
}

#[omp]
fn moving(n: usize, mut first: usize, mut at: usize) -> usize {
    #[omp(target teams loop map(tofrom: first) firstprivate(at))]
    for i in 0..n {
        at += i % 2;
        if i == at {
            first = i;
        }
    }
    first
}

#[omp]
fn read_by_all(n: usize, a: &mut [usize], mut first: usize) -> usize {
    #[omp(target teams loop map(tofrom: first))]
    for i in 0..n {
        if i == 0 {
            first = 1;
        }
        a[i] = first;
    }
    first
}

#[omp]
fn either(n: usize, mut first: usize) -> usize {
    #[omp(target teams loop map(tofrom: first))]
    for i in 0..n {
        if i == 0 || n > 3 {
            first = i;
        }
    }
    first
}

#[omp]
fn two(n: usize, v: &mut [usize]) {
    #[omp(target teams loop)]
    for i in 0..n {
        if i == 0 {
            v[0] = 1;
        } else if i == 1 {
            v[0] = 2;
        }
    }
}

#[omp]
fn renamed(n: usize, v: &mut [usize]) {
    #[omp(target teams loop)]
    for i in 0..n {
        v[i] = 1;
        let k = i / 2;
        if i == n {
            let n = k;
            v[n] = 2;
        }
    }
}

fn main() {}
