//! Teams, threads and loops of a target region, and who writes what.

use ferromp::prelude::*;

use crate::on_device;

/// Each thread writes the element of its number.
#[omp]
#[test]
fn nest_parallel() {
    let mut a = vec![0; 32];
    #[omp(target map(from: a))]
    {
        #[omp(parallel num_threads(32))]
        {
            let thread = omp_get_thread_num();
            a[thread] = 1;
        }
    }
    assert_eq!(a, [1; 32]);
}

#[omp]
#[test]
fn parallel_for_range_step_arg() {
    let (mut a, step) = ([0; 10], 2);
    #[omp(target map(tofrom: a))]
    {
        #[omp(parallel for)]
        for i in (0..a.len()).step_by(step) {
            a[i] = i + 1;
        }
    }
    assert_eq!(a, [1, 0, 3, 0, 5, 0, 7, 0, 9, 0]);
}

/// The step is another one each time.
#[omp]
#[test]
fn parallel_for_incremented_step() {
    let mut a = vec![0; 10];
    for i in 0..3 {
        #[omp(target map(tofrom: a))]
        {
            #[omp(parallel for)]
            for j in (0..a.len()).step_by(i + 1) {
                a[j] = i + 1;
            }
        }
    }
    assert_eq!(a, [3, 1, 2, 3, 2, 1, 3, 1, 2, 3]);
}

/// Each team writes the element of its number; the others keep their zero.
#[omp]
#[test]
fn teams() {
    let (mut a, mut teams) = (vec![0; 100], 0);
    #[omp(target teams num_teams(100) map(tofrom: a) map(from: teams))]
    {
        let team = omp_get_team_num();
        if team == 0 {
            teams = omp_get_num_teams();
        }
        a[team] = 1;
    }
    assert_eq!(teams, if on_device() { 100 } else { 1 });
    assert!(a[..teams].iter().all(|ran| *ran == 1) && a[teams..].iter().all(|ran| *ran == 0));
}

#[omp]
#[test]
fn nest_teams() {
    let (mut a, mut teams) = (vec![0; 100], 0);
    #[omp(target map(tofrom: a) map(from: teams))]
    {
        #[omp(teams num_teams(100))]
        {
            let team = omp_get_team_num();
            if team == 0 {
                teams = omp_get_num_teams();
            }
            a[team] = 1;
        }
    }
    assert_eq!(teams, if on_device() { 100 } else { 1 });
    assert!(a[..teams].iter().all(|ran| *ran == 1) && a[teams..].iter().all(|ran| *ran == 0));
}

/// One team writes a scalar that all of them share.
#[omp]
#[test]
fn nest_teams_from_shared_expl_scalar() {
    let mut s = 0;
    #[omp(target map(from: s))]
    {
        #[omp(teams num_teams(100) shared(s))]
        {
            let team = omp_get_team_num();
            if team == 0 {
                s = 1;
            }
        }
    }
    assert_eq!(s, 1);
}

#[omp]
#[test]
fn nest_teams_from_shared_impl_scalar() {
    let mut s = 0;
    #[omp(target map(from: s))]
    {
        #[omp(teams num_teams(100))]
        {
            let team = omp_get_team_num();
            if team == 0 {
                s = 1;
            }
        }
    }
    assert_eq!(s, 1);
}

/// The value from before takes part.
#[omp]
#[test]
fn nest_teams_tofrom_shared_expl_scalar() {
    let mut s = 41;
    #[omp(target map(tofrom: s))]
    {
        #[omp(teams num_teams(100) shared(s))]
        {
            let team = omp_get_team_num();
            if team == 0 {
                s += 1;
            }
        }
    }
    assert_eq!(s, 42);
}

/// A scalar and an array of one element are alike.
#[omp]
#[test]
fn nest_teams_tofrom_shared_impl_scalar() {
    let (mut s, mut list) = (0, [0.0]);
    #[omp(target map(tofrom: s))]
    {
        #[omp(teams num_teams(100))]
        {
            let team = omp_get_team_num();
            if team == 0 {
                s = 1;
                list[0] = 1.0;
            }
        }
    }
    assert_eq!((s, list), (1, [1.0]));
}

#[omp]
#[test]
fn teams_nest_parallel() {
    let (mut teams, mut threads) = (0, 0);
    #[omp(target teams num_teams(10) thread_limit(32) map(tofrom: teams, threads))]
    {
        #[omp(parallel)]
        {
            let (team, thread) = (omp_get_team_num(), omp_get_thread_num());
            if team == 0 && thread == 0 {
                teams = omp_get_num_teams();
                threads = omp_get_num_threads();
            }
        }
    }
    assert_eq!(teams, if on_device() { 10 } else { 1 });
    assert!((1..=32).contains(&threads), "{threads}");
}

#[omp]
#[test]
fn teams_nest_parallel_set_thread_limit() {
    let (mut teams, mut threads) = (0, 0);
    #[omp(target map(tofrom: teams, threads))]
    {
        #[omp(teams num_teams(10) thread_limit(3))]
        {
            #[omp(parallel)]
            {
                let (team, thread) = (omp_get_team_num(), omp_get_thread_num());
                if team == 0 && thread == 0 {
                    teams = omp_get_num_teams();
                    threads = omp_get_num_threads();
                }
            }
        }
    }
    assert_eq!(teams, if on_device() { 10 } else { 1 });
    assert!((1..=3).contains(&threads), "{threads}");
}

/// Threads of a team wait for each other, and see what the others wrote.
#[omp]
#[test]
fn barrier_in_a_team() {
    let (mut a, mut b) = ([0; 64], [0; 64]);
    #[omp(target map(tofrom: a, b))]
    #[omp(parallel num_threads(64))]
    {
        let thread = omp_get_thread_num();
        a[thread] = thread * thread;
        omp!(barrier);
        b[thread] = a[63 - thread];
    }
    let expected: Vec<usize> = (0..64).rev().map(|i| i * i).collect();
    assert_eq!(b, expected.as_slice());
}

/// `single`, `masked` and `for` inside of a team, and the team's own variables around them.
#[omp]
#[test]
fn worksharing_in_a_team() {
    let (mut squares, mut total, mut first) = (vec![0; 100], 0, 0);
    #[omp(target map(tofrom: squares) map(from: total, first))]
    {
        let offset = 7;
        #[omp(parallel num_threads(16))]
        {
            #[omp(for)]
            for i in 0..100 {
                squares[i] = i * i + offset;
            }
            #[omp(single)]
            {
                first = squares[0];
            }
        }
        let mut sum = 0;
        for i in 0..100 {
            sum += squares[i];
        }
        total = sum;
    }
    assert_eq!((first, total), (7, (0..100).map(|i| i * i + 7).sum()));
}

/// Many threads of many teams add to one element.
#[omp]
#[test]
fn atomic() {
    let (values, mut bins): (Vec<u32>, _) = ((0..10_000).collect(), [0_u32; 8]);
    let mut largest = 0;
    #[omp(target teams loop map(tofrom: largest))]
    for i in 0..values.len() {
        let bin = (values[i] % 8) as usize;
        #[omp(atomic)]
        bins[bin] += 1;
        #[omp(atomic)]
        {
            largest = largest.max(values[i]);
        }
    }
    assert_eq!((bins, largest), ([1250; 8], 9999));
}
