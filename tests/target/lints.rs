//! The generated code is clean: each construct, also as the last statement of its block, under every lint of clippy.
#![deny(warnings, clippy::all, clippy::pedantic)]

use ferromp::prelude::*;

#[omp]
fn loops(scale: f64, x: &[f64], y: &mut [f64]) -> (f64, f64) {
    let (mut sum, mut largest) = (0.0, f64::NEG_INFINITY);
    #[omp(target teams loop device(0) if(target: x.len() > 1) num_teams(4) thread_limit(8) map(to: x[..]))]
    for i in 0..y.len() {
        y[i] += scale * x[i];
    }
    #[omp(target teams distribute parallel for default(none) map(y) reduction(+: sum) reduction(max: largest))]
    for i in (0..y.len()).rev().step_by(1) {
        sum += y[i];
        largest = largest.max(y[i]);
    }
    #[omp(target parallel for num_threads(4) firstprivate(scale) collapse(2) schedule(static))]
    for i in 0..y.len() / 2 {
        for j in 0..2 {
            y[i * 2 + j] *= scale;
        }
    }
    (sum, largest)
}

#[omp]
fn last_loop(y: &mut [f64]) {
    #[omp(target teams distribute)]
    for i in 0..y.len() {
        y[i] += 1.0;
    }
}

#[omp]
fn last_block(y: &mut [f64]) {
    #[omp(target teams num_teams(2))]
    {
        #[omp(distribute)]
        for i in 0..y.len() {
            y[i] += 1.0;
        }
    }
}

#[omp]
fn last_data(y: &mut [f64]) {
    #[omp(target data map(tofrom: y))]
    {
        omp!(target update to(y));
        omp!(target update from(y[..1]));
    }
}

#[omp]
fn last_statement(y: &mut [f64]) {
    omp!(target enter data map(to: y) device(0));
    omp!(target exit data map(from: y) device(0) if(!y.is_empty()));
}

#[omp]
fn blocks(y: &mut [f64]) -> (f64, i32) {
    let mut sum = 0.0;
    let mut count = 0;
    let mut own = 1;
    #[omp(target map(from: sum) firstprivate(own))]
    {
        own += 1;
        sum = y[0] + f64::from(own);
    }
    #[omp(target parallel num_threads(2) reduction(+: count))]
    {
        count += 1;
    }
    #[omp(teams num_teams(2) thread_limit(4) reduction(+: own) private(count))]
    {
        count = 3;
        own += count;
    }
    #[omp(teams loop)]
    for i in 0..y.len() {
        y[i] += 1.0;
    }
    (sum, count.min(1) + own)
}

#[test]
fn the_constructs_work() {
    let mut y = vec![1.0; 10];
    assert_eq!(loops(2.0, &[1.0; 10], &mut y), (30.0, 3.0));
    last_loop(&mut y);
    last_block(&mut y);
    last_data(&mut y);
    last_statement(&mut y);
    assert_eq!(blocks(&mut y), (10.0, 5));
    assert_eq!(y, [9.0; 10]);
}
