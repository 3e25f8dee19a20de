//! Directives in functions that a region calls.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use conformance::conformance;
use ferromp::prelude::*;

use crate::common::Witness;

/// The region itself in a function: two calls deep it is a region in a region.
#[omp]
fn run_team(threads: usize, team: &Witness) {
    #[omp(parallel num_threads(threads))]
    {
        team.note();
    }
}

#[conformance]
fn region_in_a_callee(threads: usize) -> bool {
    let threads = threads.min(8);
    omp_set_max_active_levels(2);
    let team = Witness::default();
    #[crossed(omp(parallel num_threads(threads)))]
    {
        run_team(2, &team);
    }
    team.saw_each(2, threads)
}

/// A function without directives that the region calls finds the region's team.
fn helper(team: &Witness) {
    team.note();
}

#[conformance]
fn routines_in_a_callee(threads: usize) -> bool {
    let team = Witness::default();
    #[crossed(omp(parallel num_threads(threads)))]
    {
        helper(&team);
    }
    team.saw_each(threads, 1)
}

/// All sorts of constructs in one callee, in the order that the threads meet them.
#[omp]
fn work(shares: &AtomicUsize, singles: &AtomicUsize, inside: &AtomicUsize) {
    #[omp(for schedule(dynamic))]
    for _ in 0..100 {
        shares.fetch_add(1, Relaxed);
    }
    #[omp(single)]
    {
        singles.fetch_add(shares.load(Relaxed), Relaxed);
    }
    #[omp(critical(orphaned_work))]
    {
        inside.fetch_add(1, Relaxed);
    }
    omp!(barrier);
    #[omp(masked)]
    {
        singles.fetch_add(inside.load(Relaxed) * 1000, Relaxed);
    }
}

#[conformance]
fn constructs_in_a_callee(threads: usize) -> bool {
    let (shares, singles, inside) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    #[crossed(omp(parallel num_threads(threads)))]
    {
        work(&shares, &singles, &inside);
    }
    shares.into_inner() == 100 && singles.into_inner() == 100 + 1000 * threads
}

/// Outside of any region an orphaned construct is met by a team of one.
#[test]
fn constructs_outside_of_a_region() {
    let (shares, singles, inside) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    work(&shares, &singles, &inside);
    assert_eq!((shares.into_inner(), singles.into_inner()), (100, 1100));
}
