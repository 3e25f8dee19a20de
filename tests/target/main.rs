//! Target offload: on the first device of the machine, or on the host where there is none.
//!
//! With `OMP_TARGET_OFFLOAD=MANDATORY` no region may fall back; with `DISABLED` all of them must.
#![deny(unsafe_code)]
#![allow(clippy::float_cmp, reason = "the numbers expected are exact")]

#[path = "../common/mod.rs"]
mod common;

mod agree;
mod arrays;
mod atomics;
mod atomics_in_regions;
mod basic;
mod basics;
mod body;
mod bounds;
mod cases;
mod clauses;
mod collapse;
mod combined;
mod conversions;
mod data;
mod deferred;
mod distribution;
mod environments;
mod fallback;
mod firstprivate;
mod forms;
mod generic;
mod inside;
mod kernels;
mod launch;
mod league;
mod lints;
mod lone;
mod lone_iteration;
mod map;
mod meaning;
mod min_max;
mod nowait;
mod nowait_and_closures;
mod nowait_in_regions;
mod passed;
mod places;
mod pointers;
mod reduction;
mod resident;
mod science;
mod slots;
mod spellings;
mod surroundings;
mod teamwork;
mod threads;
mod wraps;

use std::collections::BTreeMap;

use ferromp::prelude::*;

/// Whether target regions run on a device here. The host fallback has one team, and its data is the program's own.
fn on_device() -> bool {
    omp_get_num_devices() > 0
}

/// How often each value occurs, in the order of the values.
fn counts(values: &[usize]) -> Vec<(usize, usize)> {
    let mut counts = BTreeMap::new();
    for value in values {
        *counts.entry(*value).or_default() += 1;
    }
    counts.into_iter().collect()
}

/// A region runs where the routines say that it does.
#[omp]
#[test]
fn regions_run_where_the_routines_say() {
    let (mut host, mut number) = (true, usize::MAX);
    #[omp(target map(from: host, number))]
    {
        host = omp_is_initial_device();
        number = omp_get_device_num();
    }
    assert_eq!(host, !on_device());
    assert_eq!(number, if on_device() { omp_get_default_device() } else { omp_get_initial_device() });
    assert!(omp_is_initial_device());
    assert_eq!(omp_get_device_num(), omp_get_initial_device());
}
