//! How many teams and threads a region has.
//!
//! `target` and `parallel` are one team. `teams` is a league, of teams of one thread as long as there is no `parallel`
//! in it. The host's league is one team.

use ferromp::prelude::*;

use crate::on_device;

/// The region inside of `target` and the directives given, measured by the first thread of the first team.
macro_rules! geometry {
    ($($(#[doc = $doc:literal])* $name:ident: $({ $($directive:tt)* })+ is $right:expr;)*) => {$(
        $(#[doc = $doc])*
        #[omp]
        #[test]
        fn $name() {
            let (mut teams, mut threads, mut host) = (0, 0, true);
            #[omp(target map(from: teams, threads, host))]
            $(#[omp($($directive)*)])+
            {
                let team = omp_get_team_num();
                let thread = omp_get_thread_num();
                if team == 0 && thread == 0 {
                    teams = omp_get_num_teams();
                    threads = omp_get_num_threads();
                    host = omp_is_initial_device();
                }
            }
            let right: fn(usize, usize) -> bool = $right;
            assert!(right(teams, threads), "{teams} teams of {threads} threads");
            assert_eq!(host, !on_device());
        }
    )*};
}

/// Several teams on a device, one on the host.
fn is_league(teams: usize) -> bool {
    if on_device() { teams > 1 } else { teams == 1 }
}

/// `n` teams on a device, one on the host.
fn is_league_of(n: usize, teams: usize) -> bool {
    teams == if on_device() { n } else { 1 }
}

/// Several threads on a device; on the host as many as it has.
fn is_team(threads: usize) -> bool {
    if on_device() { threads > 1 } else { threads == omp_get_max_threads() }
}

geometry! {
    nest_parallel_default_threadlimit: { parallel } is |teams, threads| teams == 1 && is_team(threads);
    nest_parallel_set_numthreads: { parallel num_threads(32) } is |teams, threads| (teams, threads) == (1, 32);
    /// Without `parallel`, a team is its initial thread.
    nest_teams_default_numteams: { teams } is |teams, threads| is_league(teams) && threads == 1;
    nest_teams_set_numteams: { teams num_teams(32) } is |teams, threads| is_league_of(32, teams) && threads == 1;
    nest_teams_nest_parallel_default_numteams_threadlimit: { teams } { parallel }
        is |teams, threads| is_league(teams) && is_team(threads);
    nest_teams_nest_parallel_set_numteams: { teams num_teams(32) } { parallel }
        is |teams, threads| is_league_of(32, teams) && is_team(threads);
    nest_teams_nest_parallel_set_threadlimit: { teams thread_limit(32) } { parallel }
        is |teams, threads| is_league(teams) && (1..=32).contains(&threads);
    nest_teams_nest_parallel_set_numteams_threadlimit: { teams num_teams(32) thread_limit(32) } { parallel }
        is |teams, threads| is_league_of(32, teams) && (1..=32).contains(&threads);
    nest_teams_nest_parallel_set_numteams_threadlimit_gt_numthreads:
        { teams num_teams(32) thread_limit(64) } { parallel num_threads(32) }
        is |teams, threads| is_league_of(32, teams) && threads == 32;
    /// The limit is stronger than the number.
    nest_teams_nest_parallel_set_numteams_threadlimit_lt_numthreads:
        { teams num_teams(32) thread_limit(64) } { parallel num_threads(128) }
        is |teams, threads| is_league_of(32, teams) && threads == 64;
    /// Clauses are expressions of the host.
    num_teams_and_num_threads_are_expressions:
        { teams num_teams(2 + usize::from(on_device())) } { parallel num_threads(2 + 2) }
        is |teams, threads| is_league_of(3, teams) && threads == 4;
}

/// Two regions in one `target`, each with the threads it asks for.
#[omp]
#[test]
fn nest_parallel_multiple_set_numthreads() {
    let (mut teams1, mut threads1, mut teams2, mut threads2) = (0, 0, 0, 0);
    #[omp(target map(from: teams1, threads1, teams2, threads2))]
    {
        #[omp(parallel num_threads(32))]
        {
            let (team, thread) = (omp_get_team_num(), omp_get_thread_num());
            if team == 0 && thread == 0 {
                teams1 = omp_get_num_teams();
                threads1 = omp_get_num_threads();
            }
        }
        #[omp(parallel num_threads(256))]
        {
            let (team, thread) = (omp_get_team_num(), omp_get_thread_num());
            if team == 0 && thread == 0 {
                teams2 = omp_get_num_teams();
                threads2 = omp_get_num_threads();
            }
        }
    }
    assert_eq!((teams1, threads1, teams2, threads2), (1, 32, 1, 256));
}

#[omp]
#[test]
fn nest_parallel_multiple_default_numthreads() {
    let (mut teams1, mut threads1, mut teams2, mut threads2) = (0, 0, 0, 0);
    #[omp(target map(from: teams1, threads1, teams2, threads2))]
    {
        #[omp(parallel)]
        {
            let thread = omp_get_thread_num();
            if thread == 0 {
                teams1 = omp_get_num_teams();
                threads1 = omp_get_num_threads();
            }
        }
        #[omp(parallel)]
        {
            let thread = omp_get_thread_num();
            if thread == 0 {
                teams2 = omp_get_num_teams();
                threads2 = omp_get_num_threads();
            }
        }
    }
    assert_eq!((teams1, teams2), (1, 1));
    assert!(is_team(threads1) && threads1 == threads2, "{threads1} and {threads2}");
}

/// A region that does not say has as many threads as `omp_get_max_threads()` says; the other has what it says.
#[omp]
#[test]
fn nest_parallel_multiple_set_numthreads_byone() {
    let (mut most, mut threads1, mut threads2) = (0, 0, 0);
    let (mut teams1, mut teams2) = (0, 0);
    #[omp(target map(from: most, teams1, threads1, teams2, threads2))]
    {
        most = omp_get_max_threads();
        #[omp(parallel)]
        {
            let thread = omp_get_thread_num();
            if thread == 0 {
                teams1 = omp_get_num_teams();
                threads1 = omp_get_num_threads();
            }
        }
        #[omp(parallel num_threads(256))]
        {
            let thread = omp_get_thread_num();
            if thread == 0 {
                teams2 = omp_get_num_teams();
                threads2 = omp_get_num_threads();
            }
        }
    }
    assert_eq!((teams1, threads1), (1, most));
    assert_eq!((teams2, threads2), (1, 256));
}

/// Every team and every thread of it runs the block once.
#[omp]
#[test]
fn every_thread_of_every_team_runs_the_block() {
    let (mut ran, mut teams, mut threads) = (0, 0, 0);
    #[omp(target teams num_teams(5) thread_limit(16) map(from: teams, threads) reduction(+: ran))]
    {
        #[omp(parallel num_threads(16) reduction(+: ran))]
        {
            let (team, thread) = (omp_get_team_num(), omp_get_thread_num());
            if team == 0 && thread == 0 {
                teams = omp_get_num_teams();
                threads = omp_get_num_threads();
            }
            ran += 1;
        }
    }
    assert!(is_league_of(5, teams) && threads == 16, "{teams} teams of {threads} threads");
    assert_eq!(ran, teams * threads);
}

/// A number that does not depend on literals, and `if(false)` on `parallel`: a team of one.
#[omp]
#[test]
fn parallel_if() {
    let mut threads = [0; 2];
    for (at, condition) in [false, true].into_iter().enumerate() {
        let mut size = 0;
        #[omp(target map(from: size))]
        #[omp(parallel if(condition) num_threads(8))]
        {
            let thread = omp_get_thread_num();
            if thread == 0 {
                size = omp_get_num_threads();
            }
        }
        threads[at] = size;
    }
    assert_eq!(threads, [1, 8]);
}
