//! `collapse` of loops on a device.

use ferromp::prelude::*;

use crate::{counts, on_device};

#[omp]
#[test]
fn teams_loop_collapse() {
    let n = 10;
    let (a, b, mut c) = (vec![[1.0; 10]; 10], vec![[1.0; 10]; 10], vec![[0.0; 10]; 10]);
    #[omp(target teams loop collapse(2) map(to: a, b) map(tofrom: c))]
    for i in 0..n {
        for j in 0..n {
            c[i][j] = a[i][j] + b[i][j];
        }
    }
    assert!(c.as_flattened().iter().all(|v| *v == 2.0));
}

#[omp]
#[test]
fn nest_teams_nest_loop_collapse() {
    let n = 10;
    let (a, b, mut c) = (vec![1.0; n * n], vec![1.0; n * n], vec![0.0; n * n]);
    #[omp(target map(to: a, b) map(tofrom: c))]
    {
        #[omp(teams)]
        {
            #[omp(loop collapse(2))]
            for i in 0..n {
                for j in 0..n {
                    c[i * n + j] = a[i * n + j] + b[i * n + j];
                }
            }
        }
    }
    assert_eq!(c, vec![2.0; n * n]);
}

/// Every pair and triple once, with the right indices.
#[omp]
#[test]
fn collapse_runs_every_iteration_once() {
    let (rows, columns, layers) = (7, 11, 5);
    let mut flat = vec![0; rows * columns];
    #[omp(target teams distribute parallel for collapse(2))]
    for i in 0..rows {
        for j in 0..columns {
            flat[i * columns + j] += i * 100 + j;
        }
    }
    assert!(flat.iter().enumerate().all(|(at, v)| *v == at / 11 * 100 + at % 11));
    let mut cube = vec![0; rows * columns * layers];
    #[omp(target teams loop collapse(3))]
    for i in 0..rows {
        for j in 0..columns {
            for k in 0..layers {
                cube[(i * columns + j) * layers + k] += i * 100 + j * 10 + k;
            }
        }
    }
    let right = |(at, v): (usize, &usize)| *v == at / 55 * 100 + at / 5 % 11 * 10 + at % 5;
    assert!(cube.iter().enumerate().all(right));
}

/// `collapse` shares out the pairs, not the rows: with 4 rows, 40 teams have work.
#[omp]
#[test]
fn collapse_of_teams_distribute() {
    let mut team_of = vec![usize::MAX; 40];
    #[omp(target teams distribute collapse(2))]
    for i in 0..4 {
        for j in 0..10 {
            team_of[i * 10 + j] = omp_get_team_num();
        }
    }
    assert_eq!(counts(&team_of).len(), if on_device() { 40 } else { 1 });
}

/// A nest that has no iterations because one of its loops has none.
#[omp]
#[test]
fn collapse_of_an_empty_loop() {
    let (none, mut runs) = (0, 0);
    #[omp(target teams loop collapse(2) reduction(+: runs))]
    for _ in 0..5 {
        for _ in 0..none {
            runs += 1;
        }
    }
    #[omp(target teams loop collapse(2) reduction(+: runs))]
    for _ in 0..none {
        for _ in 0..5 {
            runs += 1;
        }
    }
    assert_eq!(runs, 0);
}

/// Steps and directions of each level.
#[omp]
#[test]
fn collapse_of_steps() {
    let (mut sum, mut runs) = (0, 0);
    #[omp(target teams loop collapse(2) reduction(+: sum, runs))]
    for i in (0..10_i32).step_by(3) {
        for j in (-5..=5_i32).rev().step_by(2) {
            sum += i * j * j;
            runs += 1;
        }
    }
    let pairs = (0..10).step_by(3).flat_map(|i| (-5..=5).rev().step_by(2).map(move |j| (i, j)));
    assert_eq!((runs, sum), (24, pairs.map(|(i, j): (i32, i32)| i * j * j).sum()));
}
