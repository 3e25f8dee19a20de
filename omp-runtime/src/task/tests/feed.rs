//! What is deferred and what is called.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::on_one_of;
use crate::{
    context::{self, Nesting},
    private::{task_at_once, task_scope, with_task},
    task::feed::{ENOUGH, PLENTY},
};

fn wait_for(flag: &AtomicBool) {
    while !flag.load(Ordering::Acquire) {
        std::thread::yield_now();
    }
}

/// Runs `body` while the other thread of a team of two has a task.
fn with_the_other_busy<R: Send>(body: impl FnOnce() -> R + Send + Sync + Copy) -> R {
    on_one_of(2, || {
        let (begun, over) = (AtomicBool::new(false), AtomicBool::new(false));
        let task = || {
            begun.store(true, Ordering::Release);
            wait_for(&over);
        };
        with_task(true, task, || {
            wait_for(&begun);
            let result = body();
            over.store(true, Ordering::Release);
            result
        })
    })
}

/// For each of `n` tasks, each created while those before it are open: whether it ran before what follows it.
fn calls(n: usize, found: &mut Vec<bool>, innermost: &mut dyn FnMut()) {
    if n == 0 {
        return innermost();
    }
    let done = AtomicBool::new(false);
    with_task(
        true,
        || done.store(true, Ordering::Relaxed),
        || {
            found.push(done.load(Ordering::Relaxed));
            calls(n - 1, found, innermost);
        },
    );
    assert!(done.into_inner());
}

/// So many open tasks, and the next are calls.
const CREATED: usize = ENOUGH as usize;

#[test]
fn a_task_that_nobody_needs_is_a_call() {
    for _ in 0..10 {
        let found = with_the_other_busy(|| {
            let mut found = Vec::new();
            calls(CREATED + 2, &mut found, &mut || ());
            found
        });
        assert!(found[..CREATED].iter().all(|call| !call), "{found:?}");
        assert_eq!(found[CREATED..], [true, true]);
    }
}

/// How many of `n` tasks of a scope ran when they were spawned.
fn calls_of_scope(n: usize) -> usize {
    task_scope(|s| {
        let calls = (0..n).filter(|_| {
            let done = std::sync::Arc::new(AtomicBool::new(false));
            let task = std::sync::Arc::clone(&done);
            s.spawn(true, move || task.store(true, Ordering::Relaxed));
            done.load(Ordering::Relaxed)
        });
        calls.count()
    })
}

#[test]
fn a_scope_defers_its_tasks_if_those_around_it_are_few() {
    for (around, expected) in [(0, 0), (ENOUGH as usize - 1, 0), (CREATED, 100)] {
        let got = with_the_other_busy(move || {
            let mut got = 0;
            calls(around, &mut Vec::new(), &mut || got = calls_of_scope(100));
            got
        });
        assert_eq!(got, expected, "{around} tasks around the scope");
    }
}

/// Who steals where many are left makes no more. A wish of earlier days may come between, but once.
#[test]
fn a_thief_that_leaves_plenty_calls_its_tasks() {
    let (calls, runs) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let tasks = 2 * PLENTY + 3;
    let task = || {
        let called = AtomicBool::new(false);
        let rest = || usize::from(called.load(Ordering::Relaxed));
        calls.fetch_add(with_task(true, || called.store(true, Ordering::Relaxed), rest), Ordering::Relaxed);
        runs.fetch_add(1, Ordering::Relaxed);
    };
    let begin = AtomicBool::new(false);
    on_one_of(2, || {
        task_scope(|s| {
            s.spawn(true, || wait_for(&begin));
            (1..tasks).for_each(|_| s.spawn(true, task));
            begin.store(true, Ordering::Release);
            // All are stolen: this thread takes none back before.
            while runs.load(Ordering::Relaxed) < tasks - 1 {
                std::thread::yield_now();
            }
        });
    });
    assert!(calls.into_inner() > 0);
}

#[test]
fn a_called_task_that_panics_leaves_the_nesting() {
    for size in [1, 2] {
        on_one_of(size, || {
            let task = || {
                context::with(|ctx| assert_eq!(ctx.nesting.get(), Nesting::Task));
                panic!("expected");
            };
            let text = super::panic_of(|| task_at_once(task));
            assert_eq!(text.as_deref(), Some("expected"));
            context::with(|ctx| assert_eq!(ctx.nesting.get(), Nesting::Region));
        });
    }
}
