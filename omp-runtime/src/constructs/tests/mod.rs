use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Barrier,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::{
    critical::{CriticalSite, critical},
    masked::masked,
    single::{Singles, single, single_value},
};
use crate::{
    context::{self, Nesting},
    private::{Fork, barrier, parallel, with_task},
};

static OUTER: CriticalSite = CriticalSite::new("constructs_outer");
static AGAIN: CriticalSite = CriticalSite::new("constructs_outer");
static LONG: CriticalSite = CriticalSite::new("constructs_long");
static INNER: CriticalSite = CriticalSite::new("constructs_inner");

fn panics<R>(f: impl FnOnce() -> R) -> String {
    let payload = catch_unwind(AssertUnwindSafe(f)).err().expect("this must panic");
    payload.downcast::<String>().map(|text| *text).expect("a formatted text")
}

#[track_caller]
fn contains(text: &str, part: &str) {
    assert!(text.contains(part), "`{part}` is not in: {text}");
}

fn count(runs: &AtomicUsize) {
    runs.fetch_add(1, Ordering::Relaxed);
}

#[test]
fn critical_excludes() {
    struct Counter(std::cell::UnsafeCell<u64>);
    // SAFETY: used under the lock that the test is about.
    unsafe impl Sync for Counter {}
    let counter = Counter(std::cell::UnsafeCell::new(0));
    parallel(Fork::new().num_threads(8), || {
        let counter = &counter;
        for i in 0..2000 {
            let site = if i % 2 == 0 { &OUTER } else { &AGAIN };
            // SAFETY: as above.
            critical(site, |_| unsafe { *counter.0.get() += 1 });
        }
    });
    assert_eq!(counter.0.into_inner(), 16000);
}

#[test]
fn critical_inside_itself_panics() {
    parallel(Fork::new().num_threads(2), || {
        let text = panics(|| critical(&OUTER, |_| critical(&INNER, |_| critical(&AGAIN, |_| ()))));
        contains(&text, "`critical(constructs_outer)` inside itself would wait for ever (entered at ");
        assert_eq!(text.matches(".rs:").count(), 2, "{text}");
        // A nested team waits for its encountering thread's lock as well.
        critical(&OUTER, |_| {
            parallel(Fork::new().num_threads(3), || {
                contains(&panics(|| critical(&OUTER, |_| ())), "inside itself would wait for ever");
            });
        });
    });
    critical(&OUTER, |_| contains(&panics(|| critical(&OUTER, |_| ())), "inside itself"));
}

/// A thread outside of the team has the lock until the region is over.
#[test]
fn who_waits_for_a_critical_leaves_a_cancelled_region() {
    let (held, over) = (Barrier::new(2), Barrier::new(2));
    std::thread::scope(|s| {
        s.spawn(|| {
            critical(&LONG, |_| {
                held.wait();
                over.wait();
            });
        });
        held.wait();
        let text = panics(|| {
            parallel(Fork::new().num_threads(3), || {
                let me = context::with(|ctx| ctx.thread_num);
                assert!(me != 1, "thread {me} gives up");
                critical(&LONG, |_| unreachable!("the lock is held"));
            });
        });
        over.wait();
        assert_eq!(text, "thread 1 gives up");
    });
}

/// The task may not be stolen: its thief would wait for the lock, and the lock's holder for the thief.
#[test]
fn a_task_of_a_critical_that_enters_it_is_told() {
    parallel(Fork::new().num_threads(4), || {
        critical(&OUTER, |_| {
            let text = panics(|| with_task(true, || critical(&OUTER, |_| ()), || ()));
            contains(&text, "inside itself would wait for ever");
        });
    });
}

#[test]
fn critical_unlocks_on_unwind() {
    for _ in 0..3 {
        let result = catch_unwind(AssertUnwindSafe(|| critical(&OUTER, |_| panic!("inside {}", 1))));
        assert!(result.is_err());
        context::with(|ctx| assert_eq!(ctx.nesting.get(), Nesting::Region));
    }
    assert_eq!(critical(&OUTER, |_| 5), 5);
}

#[test]
fn single_runs_once() {
    for threads in [1, 2, 7] {
        let runs = AtomicUsize::new(0);
        parallel(Fork::new().num_threads(threads), || {
            for _ in 0..100 {
                single(|| count(&runs));
            }
        });
        assert_eq!(runs.into_inner(), 100);
    }
}

#[test]
fn a_team_is_used_again() {
    let singles = Singles::default();
    for _ in 0..3 {
        assert!(singles.claim(0) && !singles.claim(0) && singles.claim(2) && !singles.claim(1));
        singles.leave(1, Arc::new(5), 2);
        assert!(singles.take(1).is_some());
        assert!(singles.take(1).is_some() && singles.take(1).is_none());
        singles.restart();
    }
}

#[test]
fn single_values_reach_all_threads_and_are_dropped() {
    static ALIVE: AtomicUsize = AtomicUsize::new(0);
    struct Counted(usize);
    impl Counted {
        fn new(i: usize) -> Self {
            ALIVE.fetch_add(1, Ordering::Relaxed);
            Self(i)
        }
    }
    impl Clone for Counted {
        fn clone(&self) -> Self {
            Self::new(self.0)
        }
    }
    impl Drop for Counted {
        fn drop(&mut self) {
            ALIVE.fetch_sub(1, Ordering::Relaxed);
        }
    }
    parallel(Fork::new().num_threads(4), || {
        for i in 0..200 {
            assert_eq!(single_value(|| Counted::new(i)).0, i);
            let (a, b) = single_value(|| (i, format!("{i}")));
            assert_eq!(a.to_string(), b);
        }
        barrier();
        assert_eq!(ALIVE.load(Ordering::Relaxed), 0);
    });
    assert_eq!(single_value(|| 3), 3);
}

#[test]
fn threads_at_different_singles_are_told() {
    let told = AtomicUsize::new(0);
    let region = || {
        let first = context::with(|ctx| ctx.thread_num) == 0;
        let text = if first {
            catch_unwind(|| single_value(|| true).into())
        } else {
            catch_unwind(|| single_value(|| 1))
        };
        if text.is_err() {
            count(&told);
        }
        // Whoever caught that is still out of step: nobody waits for the others again.
        single_value(|| 7);
        unreachable!("the region is cancelled");
    };
    contains(&panics(|| parallel(Fork::new().num_threads(2), region)), "wait at different barriers");
    assert_eq!(told.into_inner(), 2);
}

#[test]
fn masked_filters() {
    let runs = AtomicUsize::new(0);
    parallel(Fork::new().num_threads(3), || {
        masked(2, || {
            assert_eq!(context::with(|ctx| ctx.thread_num), 2);
            runs.fetch_add(1, Ordering::Relaxed);
            masked(2_u8, || count(&runs));
        });
        masked(-1, || unreachable!());
        masked(u128::MAX, || unreachable!());
        masked(3_u64, || unreachable!());
    });
    assert_eq!(runs.into_inner(), 2);
}

#[test]
fn close_nesting_is_checked() {
    parallel(Fork::new().num_threads(1), || {
        single(|| {
            contains(&panics(|| single(|| ())), "single closely nested in a single construct");
            contains(&panics(|| masked(0, || ())), "masked closely nested in a single construct");
            contains(&panics(barrier), "is inside a single construct");
            parallel(Fork::new().num_threads(2), || single(|| ()));
        });
        masked(0, || contains(&panics(|| single(|| ())), "single closely nested in a masked construct"));
        critical(&INNER, |_| {
            contains(&panics(|| single_value(|| 1)), "single closely nested in a critical construct");
            masked(0, || context::with(|ctx| assert_eq!(ctx.nesting.get(), Nesting::Critical)));
        });
        let left = catch_unwind(AssertUnwindSafe(|| single(|| panic!("inside"))));
        assert!(left.is_err());
        barrier();
    });
}
