//! Arrays that a region only hands on to a function.
#![allow(clippy::ptr_arg, clippy::borrowed_box, reason = "arrays are declared in many ways")]

use ferromp::prelude::*;

#[omp(declare target)]
fn twice(a: &[f64], i: usize) -> f64 {
    a[i] * 2.0 + a.len() as f64
}

#[omp(declare target)]
fn of_four(a: &[f64; 4], i: usize) -> f64 {
    a[i % 4]
}

#[omp]
fn of_parameters(a: &[f64], b: &Vec<f64>, c: &Box<[f64]>, out: &mut [f64]) {
    #[omp(target teams loop)]
    for i in 0..out.len() {
        out[i] = twice(a, i) + twice(b, i) + twice(c, i);
    }
}

#[omp]
fn of_locals(n: usize) -> Vec<f64> {
    let a = vec![1.5; n];
    let table = [1.0, 2.0, 3.0, 4.0];
    let mut out = vec![0.0; n];
    #[omp(target teams loop)]
    for i in 0..n {
        out[i] = twice(&a, i) + of_four(&table, i) + twice(&table, 1);
    }
    out
}

#[test]
fn a_slice_that_is_only_passed_on_is_mapped() {
    let mut out = [0.0; 2];
    of_parameters(&[1.0, 2.0], &vec![10.0, 20.0, 30.0], &vec![100.0, 200.0].into(), &mut out);
    assert_eq!(out, [229.0, 451.0]);
    assert_eq!(of_locals(3), [15.0, 16.0, 17.0]);
}

struct Model {
    weights: Vec<f64>,
}

impl Model {
    #[omp]
    fn evaluate(&self, out: &mut [f64]) {
        let weights = &self.weights[..];
        #[omp(target teams loop)]
        for i in 0..out.len() {
            out[i] = twice(weights, i) + twice(&self.weights[1..], i);
        }
    }
}

#[test]
fn fields_are_passed_on_in_part() {
    let mut out = [0.0; 2];
    Model { weights: vec![1.0, 2.0, 3.0] }.evaluate(&mut out);
    assert_eq!(out, [11.0, 15.0]);
}
