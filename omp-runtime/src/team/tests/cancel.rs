//! Threads that panic at random in random constructs, some of which catch it and go on: no region may hang.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::Duration,
};

use super::check_team;
use crate::private::{
    Add, CriticalSite, Fork, Phased, Schedule, barrier, critical, for_loop, for_reduce_all, masked, parallel,
    reduce_op, single, single_value, task_scope, unit, with_task,
};
use crate::routines::omp_get_thread_num;

const STEPS: u64 = 12;
/// More dynamic loops without a barrier than the team's ring has slots.
const CHAIN: usize = 20;

static ONE: CriticalSite = CriticalSite::new("cancel_one");
static TWO: CriticalSite = CriticalSite::new("cancel_two");

/// `SplitMix64` of several numbers.
fn random(numbers: &[u64]) -> u64 {
    numbers.iter().fold(0x9e37_79b9_7f4a_7c15, |state, n| {
        let z = (state ^ n).wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    })
}

/// Runs `f` on a thread of its own, and fails if it takes longer than any machine needs.
fn must_end<R: Send + 'static>(what: &str, f: impl FnOnce() -> R + Send + 'static) -> R {
    let (send, receive) = mpsc::channel();
    let runner = thread::spawn(move || send.send(catch_unwind(AssertUnwindSafe(f))));
    match receive.recv_timeout(Duration::from_mins(1)) {
        Ok(Ok(result)) => {
            assert!(matches!(runner.join(), Ok(Ok(()))));
            result
        }
        Ok(Err(payload)) => resume_unwind(payload),
        Err(error) => panic!("a region hangs ({error}): {what}"),
    }
}

/// What a region of this test shares.
struct Plan {
    seed: u64,
    size: usize,
    /// Whether threads catch some of their panics and go on.
    catch: bool,
    panics: AtomicUsize,
    escaped: AtomicUsize,
}

impl Plan {
    /// One thread of the team has bad luck, now and then.
    fn risk(&self, step: u64, place: u64) {
        let num = omp_get_thread_num() as u64;
        if random(&[self.seed, step, place, num]).is_multiple_of(40 + 10 * self.size as u64) {
            self.panics.fetch_add(1, Ordering::Relaxed);
            // No message: a stress test has hundreds.
            resume_unwind(Box::new("bad luck"));
        }
    }

    fn step(&self, step: u64, shared: &Phased<'_, [u64]>) {
        let risk = |place| self.risk(step, place);
        match random(&[self.seed, step]) % 9 {
            0 => barrier(),
            1 => {
                for i in 0..CHAIN {
                    for_loop(Schedule::dynamic(1), unit(0..2 * self.size), (), |_, ()| risk(i as u64));
                }
            }
            2 => single(|| risk(0)),
            3 => assert_eq!(single_value(|| (risk(0), step).1), step),
            4 => critical(&ONE, |_| {
                risk(0);
                critical(&TWO, |_| risk(1));
            }),
            5 => with_task(true, || with_task(true, || risk(0), || risk(1)), || risk(2)),
            6 => task_scope(|s| {
                (0..10).for_each(|i| s.spawn(true, move || critical(&ONE, |_| risk(i))));
                risk(10);
            }),
            7 => {
                let sum = (reduce_op::<Add, _>(&0_u64),);
                let total =
                    for_reduce_all(Schedule::dynamic(1), unit(0..8_u64), (), sum, |chunk, (), (sum,)| {
                        risk(0);
                        (sum + chunk.sum::<u64>(),)
                    });
                assert_eq!(total, (28,));
            }
            _ => {
                assert_eq!(shared.read().len(), 3);
                masked(1, || risk(0));
                barrier();
                masked(0, || shared.exclusive()[0] += 1);
                barrier();
            }
        }
        risk(100);
    }

    fn thread(&self, shared: &Phased<'_, [u64]>) {
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            for step in 0..STEPS {
                let done = catch_unwind(AssertUnwindSafe(|| self.step(step, shared)));
                if let Err(payload) = done {
                    let go_on = random(&[self.seed, step, omp_get_thread_num() as u64]).is_multiple_of(2);
                    if !self.catch || !go_on {
                        resume_unwind(payload);
                    }
                }
            }
        }));
        if let Err(payload) = outcome {
            self.escaped.fetch_add(1, Ordering::Relaxed);
            resume_unwind(payload);
        }
    }

    fn run(&self) -> Result<(), Box<dyn Any + Send>> {
        let mut values = [0; 3];
        let shared = Phased::new("values", &mut values[..]);
        let fork = Fork::new().num_threads(self.size);
        catch_unwind(AssertUnwindSafe(|| parallel(fork, || self.thread(&shared))))
    }
}

/// Runs `seeds` regions, and says how many were cancelled.
fn regions(size: usize, seeds: u64, catch: bool) -> usize {
    let mut cancelled = 0;
    for seed in 0..seeds {
        let plan = Plan { seed, size, catch, panics: AtomicUsize::new(0), escaped: AtomicUsize::new(0) };
        let outcome = plan.run();
        let (panics, escaped) = (plan.panics.into_inner(), plan.escaped.into_inner());
        match outcome {
            Ok(()) => assert_eq!(escaped, 0, "a panic is lost: seed {seed}, {size} threads"),
            Err(payload) => {
                assert!(panics > 0, "seed {seed}, {size} threads: nobody panicked");
                let text = payload.is::<&str>() || payload.is::<String>();
                assert!(text, "seed {seed}, {size} threads: not the payload of a user's panic");
                assert!(catch || *payload.downcast::<&str>().expect("a text") == "bad luck");
                cancelled += 1;
            }
        }
        check_team(size);
    }
    cancelled
}

#[test]
fn random_panics_never_hang() {
    for (size, seeds) in [(2, 200), (3, 150), (8, 60), (64, 8)] {
        for catch in [false, true] {
            let what = format!("{size} threads, which catch panics: {catch}");
            let cancelled = must_end(&what, move || regions(size, seeds, catch));
            assert!(cancelled > 0, "no region was cancelled: {what}");
        }
    }
}
