//! Properties of teams, with more threads than cores.

mod cancel;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use crate::{
    context,
    private::{Fork, barrier, parallel},
    routines::{
        omp_get_active_level, omp_get_ancestor_thread_num, omp_get_level, omp_get_max_threads,
        omp_get_num_threads, omp_get_team_size, omp_get_thread_num, omp_in_parallel,
        omp_set_max_active_levels, omp_set_num_threads,
    },
};

const SIZES: [usize; 5] = [1, 2, 3, 8, 64];

fn team(size: usize) -> Fork {
    Fork::new().num_threads(size)
}

fn message(f: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(f)).expect_err("a panic was due");
    payload
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .expect("a panic with a text")
}

/// Runs once on each of `size` threads.
fn check_team(size: usize) {
    let seen: Vec<AtomicUsize> = (0..size).map(|_| AtomicUsize::new(0)).collect();
    parallel(team(size), || {
        assert_eq!(omp_get_num_threads(), size);
        seen[omp_get_thread_num()].fetch_add(1, Ordering::Relaxed);
    });
    assert!(seen.iter().all(|n| n.load(Ordering::Relaxed) == 1), "{seen:?}");
}

#[test]
fn every_thread_runs_the_body_once() {
    SIZES.iter().chain(SIZES.iter().rev()).for_each(|&size| check_team(size));
}

#[test]
fn no_lost_wakeup() {
    for size in SIZES {
        let count = AtomicUsize::new(0);
        let rounds = 200;
        for _ in 0..5 {
            count.store(0, Ordering::Relaxed);
            parallel(team(size), || {
                for round in 1..=rounds {
                    count.fetch_add(1, Ordering::Relaxed);
                    barrier();
                    assert_eq!(count.load(Ordering::Relaxed), round * size);
                    barrier();
                }
            });
        }
    }
}

#[test]
fn the_encountering_thread_is_thread_0() {
    let me = thread::current().id();
    parallel(team(4), || assert_eq!(omp_get_thread_num() == 0, thread::current().id() == me));
}

#[test]
fn panics_once_and_the_lowest_thread_wins() {
    let text = message(|| {
        parallel(team(8), || {
            if omp_get_thread_num() % 2 == 1 {
                // Before any of them can be cancelled by another, all have come this far.
                barrier_then_panic();
            } else {
                barrier();
                barrier();
            }
        });
    });
    assert_eq!(text, "thread 1");
}

fn barrier_then_panic() {
    use std::sync::{Barrier, OnceLock};
    static MET: OnceLock<Barrier> = OnceLock::new();
    MET.get_or_init(|| Barrier::new(4)).wait();
    panic!("thread {}", omp_get_thread_num());
}

#[test]
fn team_is_usable_after_a_panic() {
    for size in SIZES {
        for victim in [0, size - 1] {
            let drops = AtomicUsize::new(0);
            let text = message(|| {
                parallel(team(size), || {
                    let _private = CountDrop(&drops);
                    assert!(omp_get_thread_num() != victim, "thread {victim} had enough");
                    barrier();
                });
            });
            assert_eq!(text, format!("thread {victim} had enough"));
            assert_eq!(drops.load(Ordering::Relaxed), size);
            check_team(size);
        }
    }
}

struct CountDrop<'a>(&'a AtomicUsize);
impl Drop for CountDrop<'_> {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn a_barrier_that_only_some_threads_reach_is_named() {
    for size in [2, 3, 8, 64] {
        let text = message(|| {
            parallel(team(size), || {
                if omp_get_thread_num() == 0 {
                    barrier();
                }
            });
        });
        assert!(text.contains("thread 0 at the barrier at") && text.contains("team/tests.rs:"), "{text}");
        // Any of the others: the one that thread 0 finds there first.
        let (_, other) = text.split_once(", thread ").expect("another thread");
        let (num, place) = other.split_once(' ').expect("where it is");
        assert!((1..size).contains(&num.parse().expect("a number")), "{text}");
        let region = "at the end of the parallel region at omp-runtime/src/team/tests.rs:";
        assert!(place.replace('\\', "/").starts_with(region), "{text}");
        check_team(size);
    }
}

#[test]
fn two_different_barriers_do_not_pair_up() {
    let one = || {
        barrier();
        1
    };
    let other = || {
        barrier();
        2
    };
    let text = message(|| {
        parallel(team(2), || {
            let seen = if omp_get_thread_num() == 0 { one() } else { other() };
            unreachable!("met at barrier {seen}");
        });
    });
    assert_eq!(text.matches("team/tests.rs:").count(), 2, "{text}");
}

#[test]
fn nested_regions_have_their_own_teams() {
    parallel(team(2), || {
        omp_set_max_active_levels(2);
        let outer = omp_get_thread_num();
        parallel(team(3), || {
            assert_eq!((omp_get_level(), omp_get_active_level(), omp_get_num_threads()), (2, 2, 3));
            assert_eq!(omp_get_ancestor_thread_num(1), Some(outer));
            assert_eq!(
                (omp_get_team_size(0), omp_get_team_size(1), omp_get_team_size(3)),
                (Some(1), Some(2), None)
            );
            barrier();
            parallel(team(4), || {
                assert_eq!((omp_get_level(), omp_get_active_level(), omp_get_num_threads()), (3, 2, 1));
            });
        });
        barrier();
    });
    assert!(!omp_in_parallel());
}

#[test]
fn many_user_threads_at_once() {
    thread::scope(|s| {
        for _ in 0..8 {
            s.spawn(|| (0..50).for_each(|i| check_team(1 + i % 5)));
        }
    });
}

#[test]
fn a_set_in_a_region_does_not_change_the_encountering_task() {
    let before = omp_get_max_threads();
    parallel(team(2), || {
        omp_set_num_threads(17 + omp_get_thread_num());
        assert_eq!(omp_get_max_threads(), 17 + omp_get_thread_num());
    });
    assert_eq!(omp_get_max_threads(), before);
}

#[test]
fn the_initial_task_is_a_team_of_one() {
    barrier();
    let (level, size) = context::with(|c| (c.level, c.team().size));
    assert_eq!((level, size), (0, 1));
}

#[cfg(unix)]
#[test]
fn a_forked_child_builds_its_own_team() {
    check_team(2);
    // SAFETY: the child runs regions, which this test is about, and leaves without unwinding or running destructors.
    let child = unsafe { libc::fork() };
    if child == 0 {
        let fine = catch_unwind(|| (0..10).for_each(|_| check_team(3))).is_ok();
        // SAFETY: ends the child.
        unsafe { libc::_exit(i32::from(!fine)) };
    }
    let mut status = -1;
    // SAFETY: waits for our own child, with a place for its status.
    assert_eq!(unsafe { libc::waitpid(child, &raw mut status, 0) }, child);
    assert_eq!(status, 0);
    check_team(2);
}
