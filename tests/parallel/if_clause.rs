//! `if`: a region, or a team of one.

use conformance::conformance;
use ferromp::prelude::*;

use crate::common::Witness;

/// The condition decides between the team and a team of one, for a region and for a loop.
#[conformance]
fn if_clause(threads: usize) -> bool {
    let (yes, no) = (threads > 0, threads == 0);
    let (team, alone) = (Witness::default(), Witness::default());
    let mut parallel = vec![yes; threads];
    #[omp(parallel for if(yes) num_threads(threads))]
    for i in 0..threads {
        team.note();
        parallel[i] = omp_in_parallel() == (threads > 1);
    }
    let mut serial = vec![no; threads];
    #[crossed(omp(parallel for if(no) num_threads(threads)), omp(parallel for num_threads(threads)))]
    for i in 0..threads {
        alone.note();
        serial[i] = !omp_in_parallel();
    }
    let expected = parallel.iter().chain(&serial).all(|right| *right);
    team.saw_each(threads, 1) && alone.saw_each(1, threads) && expected
}

/// A literal condition.
#[conformance]
fn avg_if_const(threads: usize) -> bool {
    let a = vec![1.0; 100];
    let mut b = vec![0.0; a.len()];
    let team = Witness::default();
    #[crossed(omp(parallel for if(true) num_threads(threads) schedule(static, 4)))]
    for i in 1..a.len() {
        b[i] = f64::midpoint(a[i], a[i - 1]);
        team.note();
    }
    team.saw_team_of(threads) && b[0] == 0.0 && b[1..] == a[1..]
}

/// A condition, a team size and a chunk from variables.
#[conformance]
fn avg_if_var(threads: usize) -> bool {
    let a = vec![1.0; 100];
    let mut b = vec![0.0; a.len()];
    let (wanted, chunk) = (a.len() > 10, 4);
    let team = Witness::default();
    #[crossed(omp(parallel for if(wanted) num_threads(threads) schedule(static, chunk)))]
    for i in 1..a.len() {
        b[i] = f64::midpoint(a[i], a[i - 1]);
        team.note();
    }
    team.saw_team_of(threads) && b[0] == 0.0 && b[1..] == a[1..]
}

/// A region that is not to be parallel is a region all the same: worksharing and `single` work in it.
#[conformance]
fn serial_region_is_a_region(threads: usize) -> bool {
    let mut squares = vec![0; threads];
    let (mut once, mut sum) = (0, 0);
    #[crossed(omp(parallel if(squares.is_empty()) num_threads(threads)), omp(parallel num_threads(threads)))]
    {
        #[omp(single)]
        {
            once += omp_get_num_threads();
        }
        #[omp(for reduction(+: sum))]
        for i in 0..threads {
            squares[i] = i * i;
            sum += 1;
        }
    }
    once == 1 && sum == threads && squares.iter().enumerate().all(|(i, square)| *square == i * i)
}
