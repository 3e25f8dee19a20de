//! Every iteration exactly once, whatever the schedule, the loop and the team.

use std::sync::{
    Mutex,
    atomic::{AtomicU64, Ordering},
};

use proptest::prelude::*;

use super::{
    Plan, Schedule, for_loop, parallel_for,
    stealing::{deal, empty_hands},
};
use crate::{
    context,
    iteration::{Iteration, collapse, inclusive, unit},
    parts::{Axis, Distribution, Parts},
    private::{Fork, barrier, parallel},
    routines::{OmpSched, omp_get_thread_num, omp_set_schedule},
};

const TEAMS: [usize; 5] = [1, 2, 3, 8, 64];

fn schedules() -> impl Strategy<Value = Schedule> {
    let chunk = 1..40_usize;
    let kind = prop_oneof![
        Just(Schedule::fixed()),
        Just(Schedule::auto()),
        Just(Schedule::runtime()),
        chunk.clone().prop_map(Schedule::fixed_chunk),
        chunk.clone().prop_map(Schedule::dynamic),
        chunk.prop_map(Schedule::guided),
    ];
    (kind, any::<bool>()).prop_map(|(s, r)| if r { s.reproducible() } else { s })
}

/// All chunks of all threads, taken in an order that mixes the threads.
fn chunks(schedule: Schedule, trips: u64, block: u64, threads: usize) -> Vec<(usize, u64, u64)> {
    let plan = Plan::new(schedule, trips, block, threads);
    let counter = AtomicU64::new(0);
    let mut claims: Vec<_> = (0..threads).map(|t| Some(plan.claims(t, &counter))).collect();
    let mut taken = Vec::new();
    while claims.iter().any(Option::is_some) {
        for (t, claim) in claims.iter_mut().enumerate().rev() {
            match claim.as_mut().map(super::Claims::next_chunk) {
                Some(Some((from, to))) => taken.push((t, from, to)),
                Some(None) => *claim = None,
                None => {}
            }
        }
    }
    taken
}

fn assert_tiled(mut taken: Vec<(usize, u64, u64)>, trips: u64) {
    taken.sort_by_key(|c| c.1);
    let mut at = 0;
    for (_, from, to) in taken {
        assert!(from == at && to > from, "{from}..{to} after {at}");
        at = to;
    }
    assert_eq!(at, trips);
}

proptest! {
    #[test]
    fn chunks_tile_the_loop(
        schedule in schedules(), trips in 0..3000_u64, block in 1..40_u64, team in 0..TEAMS.len(),
    ) {
        let schedule = context::with(|ctx| schedule.resolve(ctx));
        let taken = chunks(schedule, trips, block, TEAMS[team]);
        for &(_, from, to) in &taken {
            prop_assert!(from % block == 0 && (to % block == 0 || to == trips));
        }
        assert_tiled(taken, trips);
    }

    /// Whoever comes when, each chunk goes to one thread; `turns` says who comes next.
    #[test]
    fn stolen_chunks_tile_the_loop(
        trips in 0..3000_u64, chunk in 1..40_usize, team in 1..TEAMS.len(),
        turns in prop::collection::vec(any::<prop::sample::Index>(), 1..200),
    ) {
        let threads = TEAMS[team];
        let plan = Plan::new(Schedule::dynamic(chunk), trips, 1, threads);
        let hands = empty_hands(threads);
        deal(&hands, plan.stolen_chunks().unwrap());
        let mut claims: Vec<_> = (0..threads).map(|thread| plan.stealing(thread, &hands)).collect();
        // As said, and then one after the other to the end.
        let turns = turns.iter().map(|turn| turn.index(threads));
        let rest = (0..threads).flat_map(|thread| std::iter::repeat_n(thread, trips as usize + 1));
        let taken: Vec<_> = turns.chain(rest).filter_map(|thread| {
            claims[thread].next_chunk().map(|(from, to)| (thread, from, to))
        }).collect();
        prop_assert!(taken.iter().all(|&(_, from, to)| from % chunk as u64 == 0 && to - from <= chunk as u64));
        assert_tiled(taken, trips);
    }

    #[test]
    fn static_is_as_the_specification_says(trips in 0..5000_u64, threads in 1..70_usize, chunk in 1..50_u64) {
        let runs = chunks(Schedule::fixed(), trips, 1, threads);
        prop_assert_eq!(runs.len() as u64, trips.min(threads as u64));
        let longest = trips.div_ceil(threads as u64);
        prop_assert!(runs.iter().all(|c| c.2 - c.1 == longest || c.2 - c.1 + 1 == longest));
        for (t, from, _) in chunks(Schedule::fixed_chunk(chunk), trips, 1, threads) {
            prop_assert_eq!((from / chunk) % threads as u64, t as u64);
        }
    }

    #[test]
    fn guided_shrinks_to_its_chunk(trips in 1..100_000_u64, threads in 1..70_usize, least in 1..50_u64) {
        let mut taken = chunks(Schedule::guided(least), trips, 1, threads);
        taken.sort_by_key(|c| c.1);
        let sizes: Vec<_> = taken.iter().map(|c| c.2 - c.1).collect();
        prop_assert!(sizes.windows(2).all(|w| w[1] <= w[0]));
        prop_assert!(sizes[..sizes.len() - 1].iter().all(|&s| s >= least));
    }
}

#[test]
fn counters_do_not_wrap() {
    let big = (u64::MAX / 5) as usize;
    for trips in u64::MAX - 3..=u64::MAX {
        for schedule in [
            Schedule::fixed(),
            Schedule::fixed_chunk(big),
            Schedule::dynamic(big),
            Schedule::dynamic(usize::MAX),
            Schedule::guided(big),
            Schedule::fixed_chunk(usize::MAX),
        ] {
            for threads in TEAMS {
                assert_tiled(chunks(schedule, trips, 1, threads), trips);
                assert_tiled(chunks(schedule, trips, 16, threads), trips);
            }
        }
    }
}

/// Counts how often each element is handed out.
struct Marks(Vec<AtomicU64>);

impl Parts for &Marks {
    type Blocks<'c> = ();
    fn enter(&self, axes: &[Axis], _: Distribution) {
        assert_eq!(axes.iter().map(|a| a.trips).product::<u64>(), self.0.len() as u64);
    }
    unsafe fn blocks<'c>(&self, from: u64, to: u64) -> Self::Blocks<'c> {
        for mark in &self.0[from as usize..to as usize] {
            mark.fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn all_forms<L: Iteration>(threads: usize, schedule: Schedule, space: &L)
where
    L::Item: Send,
{
    let marks = || Marks((0..space.trips()).map(|_| AtomicU64::new(0)).collect());
    let (combined, inner) = (marks(), marks());
    let seen = AtomicU64::new(0);
    parallel_for(Fork::new().num_threads(threads), schedule, space.clone(), &combined, |share| {
        share.run(|chunk, ()| {
            seen.fetch_add(chunk.count() as u64, Ordering::Relaxed);
        });
    });
    parallel(Fork::new().num_threads(threads), || {
        for_loop(schedule, space.clone(), &inner, |chunk, ()| {
            seen.fetch_add(chunk.count() as u64, Ordering::Relaxed);
        });
    });
    for marks in [combined, inner] {
        assert!(marks.0.iter().all(|m| m.load(Ordering::Relaxed) == 1));
    }
    // A collapsed chunk counts row segments, any other one iterations.
    assert!(seen.into_inner() <= 2 * space.trips());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn constructs_hand_out_each_iteration_once(schedule in schedules(), n in 0..150_u64, team in 0..TEAMS.len()) {
        all_forms(TEAMS[team], schedule, &unit(0..n));
        all_forms(TEAMS[team], schedule, &inclusive(-1..=n as i64).rev().step_by(3));
        all_forms(TEAMS[team], schedule, &collapse((unit(0..n % 13), inclusive(u64::MAX - n % 7..=u64::MAX))));
    }
}

/// What the modifier asks for, and what a reduction with fixed bits needs.
#[test]
fn who_asks_for_order_gets_it() {
    for (schedule, free) in [
        (Schedule::dynamic(1), true),
        (Schedule::dynamic(1).monotonic(), false),
        (Schedule::dynamic(1).reproducible(), false),
        (Schedule::guided(1), false),
        (Schedule::fixed(), false),
    ] {
        assert_eq!(Plan::new(schedule, 100, 1, 2).stolen_chunks().is_some(), free, "{schedule:?}");
        parallel(Fork::new().num_threads(2), || {
            let mut last = None;
            for_loop(schedule, unit(0..1000), (), |chunk, ()| {
                for i in chunk {
                    assert!(free || last.is_none_or(|last| last < i));
                    last = Some(i);
                }
            });
        });
    }
    // Numbers of chunks are 32 bits long.
    assert!(Plan::new(Schedule::dynamic(1), 1 << 40, 1, 2).stolen_chunks().is_none());
}

#[test]
fn values_reach_the_body() {
    for threads in TEAMS {
        for schedule in [Schedule::fixed(), Schedule::dynamic(3), Schedule::guided(1)] {
            let seen = Mutex::new(Vec::new());
            parallel_for(
                Fork::new().num_threads(threads),
                schedule,
                inclusive(i64::MIN..=i64::MIN + 96),
                (),
                |share| share.run(|chunk, ()| seen.lock().unwrap().extend(chunk)),
            );
            let mut seen = seen.into_inner().unwrap();
            seen.sort_unstable();
            assert_eq!(seen, (i64::MIN..=i64::MIN + 96).collect::<Vec<_>>());
        }
    }
}

#[test]
fn threads_may_run_ahead_and_lap() {
    let sum = AtomicU64::new(0);
    parallel(Fork::new().num_threads(8), || {
        for round in 0..100_u64 {
            for_loop(Schedule::dynamic(1), unit(0..round % 5), (), |chunk, ()| {
                sum.fetch_add(chunk.count() as u64, Ordering::Relaxed);
            });
            // Static constructs take a number but no slot.
            for_loop(Schedule::fixed(), unit(0..4), (), |chunk, ()| {
                sum.fetch_add(chunk.count() as u64, Ordering::Relaxed);
            });
        }
    });
    assert_eq!(sum.into_inner(), 20 * (1 + 2 + 3 + 4) + 400);
}

/// The text of the panic that `f` ends with, on whichever thread.
fn panic_text(f: impl FnOnce()) -> String {
    let payload = std::panic::catch_unwind(std::panic::AssertUnwindSafe(f)).expect_err("it must panic");
    payload
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| payload.downcast_ref::<&str>().map(ToString::to_string))
        .unwrap_or_default()
}

/// The region is cancelled, whether or not the threads catch what they are told.
#[test]
fn a_disagreement_panics() {
    for catch in [false, true] {
        let text = panic_text(|| {
            parallel(Fork::new().num_threads(2), || {
                let trips = 10 + omp_get_thread_num();
                let run = || for_loop(Schedule::dynamic(1), unit(0..trips), (), |_, ()| ());
                let outcome = std::panic::catch_unwind(run);
                if let (false, Err(payload)) = (catch, outcome) {
                    std::panic::resume_unwind(payload);
                }
                barrier();
            });
        });
        assert!(
            text.contains("do not agree on a loop") && text.contains("10 ") && text.contains("11 "),
            "{text}"
        );
    }
}

#[test]
fn a_construct_that_one_thread_passes_by_is_noticed() {
    let text = panic_text(|| {
        parallel(Fork::new().num_threads(2), || {
            let odd = omp_get_thread_num() == 1;
            // Thread 1 takes no slot for the first construct, so thread 0 can never leave it behind.
            let first = if odd { Schedule::fixed() } else { Schedule::dynamic(1) };
            for_loop(first, unit(0..4), (), |_, ()| ());
            for _ in 0..8 {
                for_loop(Schedule::dynamic(1), unit(0..4), (), |_, ()| ());
            }
        });
    });
    assert!(text.contains("do not agree on the loops before the one at"), "{text}");
}

/// Thread 0 goes to the end of the region while the others use up the ring.
#[test]
fn loops_that_one_thread_leaves_out_are_noticed() {
    for threads in [2, 3, 8] {
        let text = panic_text(|| {
            parallel(Fork::new().num_threads(threads), || {
                for _ in 0..20 * omp_get_thread_num().min(1) {
                    for_loop(Schedule::dynamic(1), unit(0..4), (), |_, ()| ());
                }
            });
        });
        assert!(
            text.contains("thread 0 waits at a barrier") && text.contains("worksharing/tests.rs:"),
            "{text}"
        );
    }
}

/// What it leaves in the ring is not in the way of the next region.
#[test]
fn the_next_region_starts_afresh() {
    for _ in 0..3 {
        parallel(Fork::new().num_threads(2), || {
            if omp_get_thread_num() == 0 {
                for_loop(Schedule::dynamic(1), unit(0..4), (), |_, ()| ());
            }
        });
        let count = AtomicU64::new(0);
        parallel(Fork::new().num_threads(2), || {
            for_loop(Schedule::dynamic(1), unit(0..4), (), |chunk, ()| {
                count.fetch_add(chunk.count() as u64, Ordering::Relaxed);
            });
        });
        assert_eq!(count.into_inner(), 4);
    }
}

#[test]
fn close_nesting_panics_and_the_nesting_is_restored() {
    let text = panic_text(|| {
        for_loop(Schedule::fixed(), unit(0..4), (), |_, ()| {
            for_loop(Schedule::fixed(), unit(0..4), (), |_, ()| ());
        });
    });
    assert!(text.contains("closely nested in a worksharing construct"), "{text}");
    let count = AtomicU64::new(0);
    for_loop(Schedule::dynamic(1), unit(0..4), (), |_, ()| {
        count.fetch_add(1, Ordering::Relaxed);
        parallel_for(Fork::new().num_threads(2), Schedule::fixed(), unit(0..4), (), |share| {
            share.run(|_, ()| {
                count.fetch_add(10, Ordering::Relaxed);
            });
        });
    });
    assert_eq!(count.into_inner(), 4 + 80);
}

#[test]
fn runtime_reads_the_control_variable() {
    parallel(Fork::new().num_threads(1), || {
        context::with(|ctx| {
            omp_set_schedule(OmpSched::Dynamic, Some(7));
            assert_eq!(Schedule::runtime().resolve(ctx), Schedule::dynamic(7));
            assert_eq!(Schedule::auto().resolve(ctx), Schedule::fixed());
        });
    });
}

#[test]
fn a_chunk_of_nothing_is_refused() {
    let text = panic_text(|| assert_eq!(Schedule::dynamic(0), Schedule::DEFAULT));
    assert_eq!(text, "schedule(dynamic, 0): a chunk has at least one iteration");
    assert!(
        panic_text(|| assert_eq!(Schedule::fixed_chunk(-3), Schedule::DEFAULT))
            .contains("schedule(static, -3)")
    );
}
