//! Arrays that a team or a thread declares.

use ferromp::prelude::*;

use crate::on_device;

fn teams_there_are(wanted: usize) -> usize {
    if on_device() { wanted } else { 1 }
}

/// Each team has an array of its own.
#[omp]
#[test]
fn teams_shared_array() {
    let (mut a, mut teams) = (vec![-1; 10], 0);
    #[omp(target teams num_teams(10) map(tofrom: a) map(from: teams))]
    {
        let mut mine = [0; 10];
        let team = omp_get_team_num();
        if team == 0 {
            teams = omp_get_num_teams();
        }
        for i in 0..10 {
            mine[i] = team as i32;
        }
        let mut sum = 0;
        for i in 0..10 {
            sum += mine[i];
        }
        a[team] = sum;
    }
    assert_eq!(teams, teams_there_are(10));
    assert!((0..10).all(|team| a[team] == if team < teams { 10 * team as i32 } else { -1 }));
}

#[omp]
#[test]
fn teams_shared_array_2d() {
    let (mut a, mut teams) = (vec![[[-1; 2]; 2]; 10], 0);
    #[omp(target teams num_teams(10) map(tofrom: a) map(from: teams))]
    {
        let mut mine = [[0; 2]; 2];
        let team = omp_get_team_num();
        if team == 0 {
            teams = omp_get_num_teams();
        }
        for i in 0..2 {
            for j in 0..2 {
                mine[i][j] = (4 * team + 2 * i + j) as i32;
            }
        }
        for i in 0..2 {
            for j in 0..2 {
                a[team][i][j] = mine[i][j];
            }
        }
    }
    assert_eq!(teams, teams_there_are(10));
    let written: Vec<i32> = a[..teams].as_flattened().as_flattened().to_vec();
    assert!(written.into_iter().eq(0..4 * teams as i32));
    assert!(a[teams..].iter().all(|rows| *rows == [[-1; 2]; 2]));
}

/// Each thread has an array of its own.
#[omp]
#[test]
fn local_array() {
    let (mut a, mut threads) = (vec![[-1; 10]; 32], 0);
    #[omp(target teams num_teams(1) map(tofrom: a) map(from: threads))]
    {
        #[omp(parallel num_threads(32))]
        {
            let mut mine = [0; 10];
            let thread = omp_get_thread_num();
            if thread == 0 {
                threads = omp_get_num_threads();
            }
            for i in 0..10 {
                mine[i] = (thread + i) as i32;
            }
            for i in 0..10 {
                a[thread][i] = mine[i];
            }
        }
    }
    assert_eq!(threads, 32);
    assert!((0..32).all(|thread| (0..10).all(|i| a[thread][i] == (thread + i) as i32)));
}

/// The threads of a team write elements of the team's array, and the team reads them behind the region.
#[omp]
#[test]
fn teams_parallel_shared_array() {
    let (mut a, mut teams, mut threads) = (vec![[-1; 32]; 10], 0, 0);
    #[omp(target teams num_teams(10) map(tofrom: a) map(from: teams, threads))]
    {
        let mut of_team = [0; 32];
        let team = omp_get_team_num();
        if team == 0 {
            teams = omp_get_num_teams();
        }
        #[omp(parallel num_threads(32))]
        {
            let mut mine = [0; 10];
            let thread = omp_get_thread_num();
            if team == 0 && thread == 0 {
                threads = omp_get_num_threads();
            }
            for i in 0..10 {
                mine[i] = thread as i32;
            }
            let mut sum = 0;
            for i in 0..10 {
                sum += mine[i];
            }
            of_team[thread] = sum / 10;
        }
        for i in 0..32 {
            a[team][i] = of_team[i];
        }
    }
    assert_eq!((teams, threads), (teams_there_are(10), 32));
    assert!(a[..teams].iter().all(|row| row.iter().copied().eq(0..32)));
    assert!(a[teams..].iter().all(|row| *row == [-1; 32]));
}

/// An array of each iteration: nothing is left of another's.
#[omp]
#[test]
fn array_of_an_iteration() {
    let mut sums = vec![0; 200];
    #[omp(target teams loop)]
    for i in 0..200 {
        let mut digits = [0; 4];
        let mut rest = i;
        let mut at = 0;
        while rest > 0 {
            digits[at] = rest % 10;
            rest /= 10;
            at += 1;
        }
        sums[i] = digits[0] + digits[1] + digits[2] + digits[3];
    }
    assert!((0..200).all(|i| sums[i] == i / 100 + i / 10 % 10 + i % 10));
}

/// Arrays are values: a copy that is changed leaves the original alone.
#[omp]
#[test]
fn arrays_are_copied() {
    let mut out = [0; 8];
    #[omp(target teams loop)]
    for i in 0..8 {
        let original = [i, i + 1, i + 2];
        let mut copy = original;
        copy[1] += 100;
        out[i] = original[1] * 1000 + copy[1];
    }
    assert!((0..8).all(|i| out[i] == (i + 1) * 1001 + 100));
}

/// Arrays that are large for one thread, so large as clippy allows.
#[omp]
#[test]
fn large_arrays() {
    let mut out = [0.0; 64];
    #[omp(target teams loop)]
    for i in 0..64 {
        let mut large = [0.0; 2000];
        for k in 0..2000 {
            large[k] = (k * i) as f64;
        }
        let mut sum = 0.0;
        for k in 0..2000 {
            sum += large[k];
        }
        out[i] = sum;
    }
    assert!((0..64).all(|i| out[i] == 1_999_000.0 * i as f64));
}
