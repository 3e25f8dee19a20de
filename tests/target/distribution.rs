//! Which team and which thread does which iterations.

use ferromp::prelude::*;

use crate::{counts, on_device};

/// What each of `n` workers does if all do as much.
fn evenly(n: usize, iterations: usize) -> Vec<(usize, usize)> {
    (0..n).map(|worker| (worker, iterations / n)).collect()
}

/// Each of the threads has a part.
#[omp]
#[test]
fn nest_parallel_for() {
    let (mut a, mut thread_of) = (vec![0; 1000], vec![usize::MAX; 1000]);
    #[omp(target map(tofrom: a, thread_of))]
    {
        #[omp(parallel for num_threads(256))]
        for i in 0..a.len() {
            a[i] += 1;
            thread_of[i] = omp_get_thread_num();
        }
    }
    assert_eq!(a, [1; 1000]);
    assert_eq!(counts(&thread_of).len(), 256);
}

/// As many teams as iterations.
#[omp]
#[test]
fn nest_teams_distribute() {
    let (mut a, mut team_of) = (vec![0; 100], vec![usize::MAX; 100]);
    #[omp(target map(tofrom: a, team_of))]
    {
        #[omp(teams distribute)]
        for i in 0..a.len() {
            a[i] += 1;
            team_of[i] = omp_get_team_num();
        }
    }
    assert_eq!(a, [1; 100]);
    assert_eq!(counts(&team_of), evenly(if on_device() { 100 } else { 1 }, 100));
}

#[omp]
#[test]
fn teams_distribute() {
    let (mut a, mut team_of) = (vec![0; 1000], vec![usize::MAX; 1000]);
    #[omp(target teams distribute map(tofrom: a, team_of))]
    for i in 0..a.len() {
        a[i] += 1;
        team_of[i] = omp_get_team_num();
    }
    assert_eq!(a, [1; 1000]);
    assert_eq!(counts(&team_of), evenly(if on_device() { 1000 } else { 1 }, 1000));
}

#[omp]
#[test]
fn teams_distribute_set_num_teams() {
    let (mut a, mut team_of) = (vec![0; 1000], vec![usize::MAX; 1000]);
    #[omp(target teams distribute map(tofrom: a) num_teams(4))]
    for i in 0..a.len() {
        a[i] += 1;
        team_of[i] = omp_get_team_num();
    }
    assert_eq!(a, [1; 1000]);
    assert_eq!(counts(&team_of), evenly(if on_device() { 4 } else { 1 }, 1000));
}

/// The iterations are shared out evenly over teams, and in a team over threads.
#[omp]
#[test]
fn teams_distribute_parallel_for() {
    let (mut a, mut team_of, mut thread_of) = (vec![0; 1024], vec![usize::MAX; 1024], vec![usize::MAX; 1024]);
    let mut s = 42;
    #[omp(target teams distribute parallel for num_teams(4) map(tofrom: s, a, team_of, thread_of))]
    for i in 0..a.len() {
        a[i] += 1;
        let team = omp_get_team_num();
        let thread = omp_get_thread_num();
        team_of[i] = team;
        thread_of[i] = thread;
        if i == 0 && team == 0 && thread == 0 {
            #[omp(atomic)]
            s += 1;
        }
    }
    assert_eq!((s, a), (43, vec![1; 1024]));
    let (teams, threads) = (counts(&team_of), counts(&thread_of));
    assert_eq!(teams, evenly(if on_device() { 4 } else { 1 }, 1024));
    if on_device() {
        assert_eq!(threads, evenly(threads.len(), 1024));
    } else {
        assert_eq!(threads.len(), omp_get_max_threads());
    }
}

#[omp]
#[test]
fn teams_nest_distribute_parallel_for() {
    let (mut a, mut team_of, mut thread_of) = (vec![0; 1024], vec![usize::MAX; 1024], vec![usize::MAX; 1024]);
    let mut s = 42;
    #[omp(target teams num_teams(4) map(tofrom: s, a, team_of, thread_of))]
    {
        #[omp(distribute parallel for num_threads(256))]
        for i in 0..a.len() {
            a[i] += 1;
            let team = omp_get_team_num();
            let thread = omp_get_thread_num();
            team_of[i] = team;
            thread_of[i] = thread;
            if i == 0 && team == 0 && thread == 0 {
                #[omp(atomic)]
                s += 1;
            }
        }
    }
    assert_eq!((s, a), (43, vec![1; 1024]));
    assert_eq!(counts(&team_of), evenly(if on_device() { 4 } else { 1 }, 1024));
    assert_eq!(counts(&thread_of), evenly(256, 1024));
}

/// A `distribute` whose iterations have regions of their own: teams take rows, threads take columns.
#[omp]
#[test]
fn distribute_around_parallel_for() {
    let (mut cells, mut team_of) = (vec![[0; 50]; 20], vec![usize::MAX; 20]);
    #[omp(target teams num_teams(4) thread_limit(8) map(tofrom: cells, team_of))]
    {
        #[omp(distribute)]
        for i in 0..20 {
            team_of[i] = omp_get_team_num();
            #[omp(parallel for)]
            for j in 0..50 {
                cells[i][j] = i * 50 + j;
            }
        }
    }
    assert!(cells.as_flattened().iter().copied().eq(0..1000));
    assert_eq!(counts(&team_of), evenly(if on_device() { 4 } else { 1 }, 20));
}

/// Every directive that shares a loop out runs each iteration once, whatever the loop's direction and type.
macro_rules! every_loop {
    ($($name:ident: [$($directive:tt)*],)*) => {$(
        #[omp]
        #[test]
        fn $name() {
            let mut up = vec![0; 1003];
            #[omp($($directive)*)]
            for i in 3..1003 {
                up[i] += i;
            }
            assert!(up.iter().enumerate().all(|(i, v)| *v == if i < 3 { 0 } else { i }));
            let mut down = vec![0_i64; 1000];
            #[omp($($directive)*)]
            for i in (-500..=499_i64).rev().step_by(7) {
                down[(i + 500) as usize] += i;
            }
            assert!(down.iter().zip(-500..).all(|(v, i)| *v == if (499 - i) % 7 == 0 { i } else { 0 }));
        }
    )*};
}

mod loops {
    use super::*;

    every_loop! {
        target_parallel_for: [target parallel for],
        target_teams_distribute: [target teams distribute],
        target_teams_distribute_parallel_for: [target teams distribute parallel for],
        target_teams_distribute_parallel_for_simd: [target teams distribute parallel for simd],
        target_teams_loop: [target teams loop],
        target_loop: [target loop],
        three_teams_of_five: [target teams distribute parallel for num_teams(3) thread_limit(5)],
        more_teams_than_iterations: [target teams distribute num_teams(5000)],
        pasted_from_python: ["target teams distribute parallel for num_teams(4)"],
    }
}
