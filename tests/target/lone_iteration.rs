//! `if i == 0 { .. }`, which one iteration of the loop over `i` enters.

use ferromp::prelude::*;

const LAST: usize = 49;

#[omp]
fn first_and_last(device: bool, n: usize, a: &[f64]) -> (f64, f64, [usize; 2]) {
    let (mut first, mut last, mut both) = (0.0, 1.0, [0; 2]);
    #[omp(target teams loop if(device) map(tofrom: first, last, both))]
    for i in 0..n {
        if i == 0 && a[i] > 0.0 {
            first += a[i];
            first *= 2.0;
        }
        if (i == n - 1) && n > 1 {
            last = a[i];
            last += a[n - 1];
        }
        if LAST == i {
            both[0] = i;
            both[1] += both[0] + 1;
        }
    }
    (first, last, both)
}

#[test]
fn one_iteration_writes() {
    let a: Vec<f64> = (1..=50).map(f64::from).collect();
    for device in [true, false] {
        assert_eq!(first_and_last(device, 50, &a), (2.0, 100.0, [49, 50]));
        assert_eq!(first_and_last(device, 1, &a), (2.0, 1.0, [0, 0]));
        assert_eq!(first_and_last(device, 0, &a), (0.0, 1.0, [0, 0]));
    }
}

struct Model {
    origin: f64,
}

impl Model {
    #[omp]
    fn through_references(&mut self, device: bool, a: &[i32], sum: &mut i32, list: &mut [i32]) -> i64 {
        let middle = a.len() / 2;
        let mut total = 0;
        #[omp(target teams loop if(device) map(tofrom: self.origin, sum, list) reduction(+: total))]
        for i in (0..a.len()).rev().step_by(2) {
            total += i64::from(a[i]);
            if middle == i {
                self.origin = f64::from(a[middle]);
                *sum -= a[i];
                list[3] = a[i];
                list[0] += list[3];
            }
        }
        total
    }
}

#[test]
fn what_references_lead_to() {
    let a: Vec<i32> = (0..101).collect();
    for device in [true, false] {
        let (mut model, mut sum, mut list) = (Model { origin: 0.0 }, 100, [1, 2, 3, 4]);
        assert_eq!(model.through_references(device, &a, &mut sum, &mut list), 2550);
        assert_eq!((model.origin, sum, list), (50.0, 50, [51, 2, 3, 50]));
    }
}

/// The ends of an array, each by its name and by the loop's.
#[omp]
fn boundaries(device: bool, u: &[f64], v: &mut [f64]) {
    let last = u.len() - 1;
    #[omp(target teams loop if(device))]
    for i in 0..u.len() {
        if i == 0 {
            v[0] = u[1];
            v[i] += 1.0;
        } else if i == last {
            v[last] += u[last - 1];
        } else {
            v[i] = u[i - 1] + u[i + 1];
        }
    }
}

#[test]
fn an_end_is_the_iterations_own() {
    let u: Vec<f64> = (0..40).map(f64::from).collect();
    for device in [true, false] {
        let mut v = vec![0.5; 40];
        boundaries(device, &u, &mut v);
        assert_eq!((v[0], v[1], v[38], v[39]), (2.0, 2.0, 76.0, 38.5));
    }
}

/// The host alone: the same in a loop that the team shares out, and in one that calls methods.
#[omp]
fn on_the_host(n: usize, log: &mut Vec<usize>) -> String {
    let mut text = String::new();
    #[omp(parallel for num_threads(3))]
    for i in 0..n {
        if i == n - 1 {
            log.push(i);
            text.push_str("last");
        }
    }
    text
}

#[test]
fn a_list_grows_in_one_iteration() {
    let mut log = vec![1];
    assert_eq!(on_the_host(10, &mut log), "last");
    assert_eq!(log, [1, 9]);
}
