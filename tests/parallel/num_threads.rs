//! `num_threads`: the size of the team.

use conformance::conformance;
use ferromp::prelude::*;

use crate::common::{Witness, panics_with};

/// The clause gives the team its size, also in a region in a region and after it.
#[conformance]
fn num_threads_clause(threads: usize) -> bool {
    omp_set_max_active_levels(2);
    omp_set_num_threads(threads + 1);
    let (outer, inner, lone, after) =
        (Witness::default(), Witness::default(), Witness::default(), Witness::default());
    let few = threads.min(4);
    #[crossed(omp(parallel num_threads(few)), omp(parallel num_threads(few + 1)))]
    {
        outer.note();
        #[omp(parallel num_threads(3))]
        {
            inner.note();
        }
        #[omp(single)]
        {
            #[omp(parallel num_threads(6))]
            {
                lone.note();
            }
        }
    }
    #[omp(parallel)]
    {
        after.note();
    }
    outer.saw_each(few, 1) && inner.saw_each(3, few) && lone.saw_each(6, 1) && after.saw_each(threads + 1, 1)
}

/// On the combined construct, from a literal.
#[conformance]
fn avg_num_threads_clause(size: usize) -> bool {
    let a = vec![1.0; 10 * size];
    let mut b = vec![0.0; a.len()];
    let team = Witness::default();
    #[crossed(omp(parallel for num_threads(5)))]
    for i in 1..a.len() {
        b[i] = f64::midpoint(a[i], a[i - 1]);
        team.note();
    }
    team.saw_team_of(5) && b[0] == 0.0 && b[1..] == a[1..]
}

/// On the combined construct, from a variable.
#[conformance]
fn avg_num_threads_clause_var(threads: usize) -> bool {
    let a = vec![1.0; 100];
    let mut b = vec![0.0; a.len()];
    let team = Witness::default();
    #[crossed(omp(parallel for num_threads(threads)))]
    for i in 1..a.len() {
        b[i] = f64::midpoint(a[i], a[i - 1]);
        team.note();
    }
    team.saw_team_of(threads) && b[0] == 0.0 && b[1..] == a[1..]
}

/// The argument is an expression, of any integer type, and is evaluated once.
#[conformance]
fn num_threads_expression(threads: usize) -> bool {
    let mut evaluated = 0;
    let mut size = || {
        evaluated += 1;
        u8::try_from(threads).unwrap()
    };
    let team = Witness::default();
    #[crossed(omp(parallel num_threads(size() - 1 + 1)), omp(parallel num_threads(size() + 1)))]
    {
        team.note();
    }
    let _ = &mut size;
    team.saw_each(threads, 1) && evaluated == 1
}

#[omp]
fn team_of(threads: i64) -> Witness {
    let team = Witness::default();
    #[omp(parallel num_threads(threads))]
    {
        team.note();
    }
    team
}

/// No thread at all is a mistake, not a team of one.
#[test]
fn num_threads_zero_or_negative() {
    panics_with(&["num_threads(0)", "at least one thread"], || drop(team_of(0)));
    panics_with(&["num_threads(-3)", "at least one thread"], || drop(team_of(-3)));
    assert!(team_of(2).saw_each(2, 1), "the next region is as any other");
}
