//! The routines `omp_*`.
#![forbid(unsafe_code)]
#![allow(clippy::float_cmp, reason = "the numbers expected are exact")]

#[path = "../common/mod.rs"]
mod common;

use conformance::conformance;
use ferromp::prelude::*;

use common::{Witness, panics_with};

/// How many threads the next region would have, here and in a region.
#[conformance]
fn func_get_max_threads(threads: usize) -> bool {
    omp_set_num_threads(threads);
    let mut seen = vec![0; threads];
    let before = omp_get_max_threads();
    #[crossed(omp(parallel), omp(parallel if(false)))]
    {
        let me = omp_get_thread_num();
        seen[me] = omp_get_max_threads();
    }
    before == threads && seen.iter().all(|seen| *seen == threads)
}

/// One outside, the team's size inside.
#[conformance]
fn func_get_num_threads(threads: usize) -> bool {
    let team = Witness::default();
    let outside = omp_get_num_threads();
    #[crossed(omp(parallel num_threads(threads)))]
    team.note();
    outside == 1 && omp_get_num_threads() == 1 && team.saw_each(threads, 1)
}

/// Changes what the calling task forks next: not its team, and not the other tasks.
#[conformance]
fn func_set_num_threads(threads: usize) -> bool {
    omp_set_max_active_levels(2);
    omp_set_num_threads(threads);
    let (outer, inner) = (Witness::default(), Witness::default());
    let mut kept = vec![0; threads];
    #[crossed(omp(parallel), omp(parallel if(false)))]
    {
        let me = omp_get_thread_num();
        if me == 0 {
            omp_set_num_threads(3);
        }
        omp!(barrier);
        outer.note();
        kept[me] = omp_get_max_threads();
        if me == 0 {
            #[omp(parallel)]
            inner.note();
        }
    }
    let others = kept[1..].iter().all(|kept| *kept == threads);
    let unchanged = outer.saw_each(threads, 1) && omp_get_max_threads() == threads;
    unchanged && inner.saw_each(3, 1) && kept[0] == 3 && others
}

/// No threads is no team.
#[test]
fn set_num_threads_zero() {
    panics_with(&["omp_set_num_threads(0)"], || omp_set_num_threads(0));
}

/// Beyond the levels allowed, regions are not active.
#[conformance]
fn func_set_max_active_levels(threads: usize) -> bool {
    let allowed = crossed!(1, 2);
    omp_set_max_active_levels(allowed);
    let (inner, innermost) = (Witness::default(), Witness::default());
    #[omp(parallel num_threads(threads))]
    {
        #[omp(parallel num_threads(2))]
        {
            inner.note();
        }
    }
    #[omp(parallel num_threads(1))]
    {
        #[omp(parallel num_threads(2))]
        {
            innermost.note();
        }
    }
    let expected = if threads > 1 { inner.saw_each(1, threads) } else { inner.saw_each(2, 1) };
    // A team of one is no active level.
    expected && innermost.saw_each(2, 1) && omp_get_max_active_levels() == allowed
}

/// The numbers of the threads that led here; none outside.
#[conformance]
fn func_get_ancestor_thread_num(threads: usize) -> bool {
    let outer = threads.min(8);
    omp_set_max_active_levels(2);
    let mut right = omp_get_ancestor_thread_num(0) == Some(0) && omp_get_ancestor_thread_num(1).is_none();
    #[crossed(omp(parallel num_threads(outer) reduction(&&: right)))]
    {
        let me = omp_get_thread_num();
        let mut inner = true;
        #[omp(parallel num_threads(3) reduction(&&: inner))]
        {
            inner = omp_get_ancestor_thread_num(0) == Some(0)
                && omp_get_ancestor_thread_num(1) == Some(me)
                && omp_get_ancestor_thread_num(2) == Some(omp_get_thread_num())
                && omp_get_ancestor_thread_num(3).is_none();
        }
        right = right && inner && omp_get_ancestor_thread_num(2).is_none();
    }
    right
}

/// The sizes of the teams that led here; none outside.
#[conformance]
fn func_get_team_size(threads: usize) -> bool {
    let outer = threads.min(8);
    omp_set_max_active_levels(2);
    let mut right = omp_get_team_size(0) == Some(1) && omp_get_team_size(1).is_none();
    #[crossed(omp(parallel num_threads(outer) reduction(&&: right)))]
    {
        let mut inner = true;
        #[omp(parallel num_threads(3) reduction(&&: inner))]
        {
            inner = omp_get_team_size(0) == Some(1)
                && omp_get_team_size(1) == Some(outer)
                && omp_get_team_size(2) == Some(3)
                && omp_get_team_size(3).is_none();
        }
        right = right && inner;
    }
    right
}

/// Every region counts, also one that is not active.
#[conformance]
fn func_get_level(threads: usize) -> bool {
    omp_set_max_active_levels(2);
    let few = threads.min(4);
    let mut right = omp_get_level() == 0;
    #[crossed(omp(parallel num_threads(few) reduction(&&: right)))]
    {
        let (mut inner, mut serial) = (0, 0);
        #[omp(parallel num_threads(2) reduction(max: inner))]
        {
            inner = omp_get_level();
        }
        #[omp(parallel if(false) reduction(max: serial))]
        {
            serial = 10 * omp_get_level();
        }
        right = right && omp_get_level() == 1 && inner == 2 && serial == 20;
    }
    right && omp_get_level() == 0
}

/// Only regions with more than one thread count.
#[conformance]
fn func_get_active_level(threads: usize) -> bool {
    omp_set_max_active_levels(2);
    let few = threads.min(4);
    let active = usize::from(threads > 1);
    let mut right = omp_get_active_level() == 0;
    #[crossed(omp(parallel num_threads(few) reduction(&&: right)))]
    {
        let (mut inner, mut serial) = (0, usize::MAX);
        #[omp(parallel num_threads(2) reduction(max: inner))]
        {
            inner = omp_get_active_level();
        }
        #[omp(parallel num_threads(1) reduction(min: serial))]
        {
            serial = omp_get_active_level();
        }
        right = right && omp_get_active_level() == active && inner == active + 1 && serial == active;
    }
    right
}

/// Whether there is an active region around: not for `if(false)`, nor for a team of one.
#[conformance]
fn func_in_parallel(threads: usize) -> bool {
    let mut right = !omp_in_parallel();
    #[crossed(omp(parallel num_threads(threads) reduction(&&: right)))]
    {
        let mut inner = true;
        // Not active itself, but in an active one.
        #[omp(parallel num_threads(1) reduction(&&: inner))]
        {
            inner = omp_in_parallel() == (threads > 1);
        }
        right = right && inner && omp_in_parallel() == (threads > 1);
    }
    #[omp(parallel if(false) num_threads(threads) reduction(&&: right))]
    {
        right = right && !omp_in_parallel();
    }
    #[omp(parallel num_threads(1) reduction(&&: right))]
    {
        right = right && !omp_in_parallel();
    }
    right
}

/// Within a final task and whatever it creates; nowhere else.
#[conformance]
fn func_in_final(threads: usize) -> bool {
    let (mut outer, mut inner, mut other, mut after) = (false, false, true, true);
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        #[crossed(omp(task final(true) shared(outer, inner)), omp(task shared(outer, inner)))]
        {
            outer = omp_in_final();
            #[omp(task shared(inner))]
            {
                inner = omp_in_final();
            }
        }
        #[omp(task shared(other))]
        {
            other = omp_in_final();
        }
        omp!(taskwait);
        after = omp_in_final();
    }
    outer && inner && !other && !after && !omp_in_final()
}

/// Each task has its settings, its regions inherit them, and nobody else hears of it.
#[conformance]
fn settings_belong_to_the_task(threads: usize) -> bool {
    omp_set_schedule(OmpSched::Dynamic, Some(4));
    omp_set_dynamic(false);
    let mut right = omp_get_schedule() == (OmpSched::Dynamic, Some(4)) && !omp_get_dynamic();
    #[omp(parallel num_threads(threads) reduction(&&: right))]
    {
        let inherited = omp_get_schedule() == (OmpSched::Dynamic, Some(4));
        let me = omp_get_thread_num();
        omp_set_schedule(OmpSched::Guided, Some(me + 1));
        omp!(barrier);
        right = right && inherited && omp_get_schedule() == (OmpSched::Guided, Some(me + 1));
    }
    right && omp_get_schedule() == (OmpSched::Dynamic, Some(4))
}

/// `schedule(runtime)` does what was set.
#[conformance]
fn schedule_runtime(threads: usize) -> bool {
    let (kind, chunk) = crossed!((OmpSched::Static, Some(5)), (OmpSched::Static, Some(3)));
    omp_set_schedule(kind, chunk);
    let mut owner = vec![0; 10 * threads];
    #[omp(parallel for num_threads(threads) schedule(runtime))]
    for i in 0..10 * threads {
        owner[i] = omp_get_thread_num();
    }
    owner.iter().enumerate().all(|(i, owner)| *owner == i / 5 % threads)
}

#[test]
fn set_schedule_chunk_zero() {
    panics_with(&["omp_set_schedule", "at least one iteration"], || {
        omp_set_schedule(OmpSched::Static, Some(0));
    });
}

/// `omp_get_max_threads` is a number one can size an array by.
#[test]
fn omp_get_max_threads_is_positive() {
    assert!(omp_get_max_threads() >= 1);
    assert!(omp_get_thread_limit() >= omp_get_max_threads());
}

#[test]
fn omp_get_num_procs_is_what_the_system_gives() {
    let available = std::thread::available_parallelism().map_or(1, usize::from);
    assert!((1..=available).contains(&omp_get_num_procs()), "{} of {available}", omp_get_num_procs());
}

/// The clock goes forward, in seconds, on all threads.
#[test]
fn omp_get_wtime_goes_forward() {
    let mut before = omp_get_wtime();
    let clock = std::time::Instant::now();
    for _ in 0..1000 {
        let now = omp_get_wtime();
        assert!(now >= before);
        before = now;
    }
    let start = omp_get_wtime();
    let other = std::thread::spawn(omp_get_wtime).join().unwrap();
    assert!(other >= start && other - start <= clock.elapsed().as_secs_f64());
    assert!(omp_get_wtick() > 0.0 && omp_get_wtick() < 0.001);
}

#[test]
fn the_host_comes_after_the_devices() {
    let devices = ferromp::devices();
    assert!(omp_get_num_devices() >= devices.len());
    assert_eq!(omp_get_initial_device(), omp_get_num_devices());
    assert_eq!(omp_get_device_num(), omp_get_initial_device());
    assert!(omp_is_initial_device());
    assert_eq!((omp_get_team_num(), omp_get_num_teams()), (0, 1));
    for (number, device) in devices.iter().enumerate() {
        assert_eq!(device.number(), number);
    }
}

#[test]
fn the_default_device_is_that_of_the_task() {
    let first = omp_get_default_device();
    omp_set_default_device(first + 1);
    assert_eq!(omp_get_default_device(), first + 1);
    let other = std::thread::spawn(omp_get_default_device).join().unwrap();
    assert_eq!(other, first);
    omp_set_default_device(first);
}
