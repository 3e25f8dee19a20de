//! Private copies are dropped once each, also when a thread panics.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::{AtomicIsize, AtomicUsize, Ordering::Relaxed},
};

use ferromp::prelude::*;

use crate::common::SIZES;

/// Counts itself alive.
struct Counted<'a> {
    alive: &'a AtomicIsize,
    made: &'a AtomicUsize,
    value: usize,
}

impl<'a> Counted<'a> {
    fn new(alive: &'a AtomicIsize, made: &'a AtomicUsize, value: usize) -> Self {
        alive.fetch_add(1, Relaxed);
        made.fetch_add(1, Relaxed);
        Self { alive, made, value }
    }
}

impl Clone for Counted<'_> {
    fn clone(&self) -> Self {
        Self::new(self.alive, self.made, self.value)
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        self.alive.fetch_sub(1, Relaxed);
    }
}

/// Runs `program` with one thread or none panicking; afterwards nothing is alive that was not before.
fn balanced(program: fn(usize, usize, &AtomicIsize, &AtomicUsize), least_made: fn(usize) -> usize) {
    for threads in SIZES {
        for panics_at in [usize::MAX, 0, threads / 2, threads - 1] {
            let (alive, made) = (AtomicIsize::new(0), AtomicUsize::new(0));
            let result = catch_unwind(AssertUnwindSafe(|| program(threads, panics_at, &alive, &made)));
            assert_eq!(result.is_err(), panics_at < threads, "{threads} threads, panic in {panics_at}");
            assert_eq!(alive.load(Relaxed), 0, "{threads} threads, panic in {panics_at}");
            if result.is_ok() {
                let (made, least) = (made.into_inner(), least_made(threads));
                assert!(made >= least, "{made} made, at least {least} expected with {threads} threads");
            }
        }
    }
}

fn maybe_panic(at: usize) {
    assert!(omp_get_thread_num() != at, "as asked");
}

#[omp]
fn firstprivate_copies(threads: usize, panics_at: usize, alive: &AtomicIsize, made: &AtomicUsize) {
    let mut x = Counted::new(alive, made, 1);
    #[omp(parallel num_threads(threads) firstprivate(x))]
    {
        x.value += 1;
        maybe_panic(panics_at);
        omp!(barrier);
        assert_eq!(x.value, 2);
    }
    assert_eq!((x.value, alive.load(Relaxed)), (1, 1));
    x.value = 0;
}

#[test]
fn firstprivate() {
    balanced(firstprivate_copies, |threads| threads + 1);
}

#[omp]
fn loop_copies(threads: usize, panics_at: usize, alive: &AtomicIsize, made: &AtomicUsize) {
    let mut x = Counted::new(alive, made, 0);
    #[omp(parallel for num_threads(threads) firstprivate(x) schedule(static, 1))]
    for _ in 0..3 * threads {
        x.value += 1;
        maybe_panic(panics_at);
    }
    assert_eq!((x.value, alive.load(Relaxed)), (0, 1));
    x.value = 1;
}

#[test]
fn firstprivate_of_a_loop() {
    balanced(loop_copies, |threads| threads + 1);
}

#[omp]
fn lastprivate_copies(threads: usize, panics_at: usize, alive: &AtomicIsize, made: &AtomicUsize) {
    let mut x = Counted::new(alive, made, 0);
    #[omp(parallel for num_threads(threads) lastprivate(x) schedule(static, 1))]
    for i in 0..3 * threads {
        x = Counted::new(alive, made, i);
        maybe_panic(panics_at);
    }
    assert_eq!((x.value, alive.load(Relaxed)), (3 * threads - 1, 1));
}

#[test]
fn lastprivate() {
    balanced(lastprivate_copies, |threads| 3 * threads + 1);
}

#[omp]
fn private_values(threads: usize, panics_at: usize, alive: &AtomicIsize, made: &AtomicUsize) {
    let mut x = Counted::new(alive, made, 7);
    #[omp(parallel num_threads(threads) private(x))]
    {
        x = Counted::new(alive, made, omp_get_thread_num());
        maybe_panic(panics_at);
        omp!(barrier);
        assert_eq!(x.value, omp_get_thread_num());
    }
    assert_eq!((x.value, alive.load(Relaxed)), (7, 1));
    x.value = 0;
}

#[test]
fn private() {
    balanced(private_values, |threads| threads + 1);
}

#[omp]
fn region_values(threads: usize, panics_at: usize, alive: &AtomicIsize, made: &AtomicUsize) {
    #[omp(parallel num_threads(threads))]
    {
        let mine = Counted::new(alive, made, omp_get_thread_num());
        let list: Vec<_> = (0..5).map(|i| Counted::new(alive, made, i)).collect();
        maybe_panic(panics_at);
        omp!(barrier);
        #[omp(for)]
        for _ in 0..10 {
            let in_iteration = mine.clone();
            assert_eq!(in_iteration.value, mine.value);
        }
        assert_eq!(list.len(), 5);
    }
    assert_eq!(alive.load(Relaxed), 0);
}

#[test]
fn declared_in_the_region() {
    balanced(region_values, |threads| 6 * threads + 10);
}

#[omp]
fn shared_values(threads: usize, panics_at: usize, alive: &AtomicIsize, made: &AtomicUsize) {
    let mut slots: Vec<_> = (0..threads).map(|i| Counted::new(alive, made, i)).collect();
    let mut list = Vec::new();
    #[omp(parallel num_threads(threads))]
    {
        let me = omp_get_thread_num();
        slots[me] = Counted::new(alive, made, 10 * me);
        #[omp(critical)]
        {
            list.push(Counted::new(alive, made, me));
        }
        maybe_panic(panics_at);
        omp!(barrier);
    }
    assert_eq!((slots.len(), list.len()), (threads, threads));
}

#[test]
fn shared() {
    balanced(shared_values, |threads| 3 * threads);
}

#[omp]
fn broadcast_values(
    threads: usize,
    panics_at: usize,
    alive: &'static AtomicIsize,
    made: &'static AtomicUsize,
) {
    #[omp(parallel num_threads(threads))]
    {
        let value = #[omp(single)]
        {
            Counted::new(alive, made, 42)
        };
        assert_eq!(value.value, 42);
        maybe_panic(panics_at);
        omp!(barrier);
    }
}

/// The value of a `single` is cloned for each thread, and all clones go.
#[test]
fn single_value() {
    for threads in SIZES {
        for panics_at in [usize::MAX, 0, threads - 1] {
            let (alive, made) = (Box::leak(Box::default()), Box::leak(Box::default()));
            let result = catch_unwind(|| broadcast_values(threads, panics_at, alive, made));
            assert_eq!(result.is_err(), panics_at < threads);
            assert_eq!(alive.load(Relaxed), 0);
            // The last to take it may move the original out; two at once both clone. A thread that hears of the
            // panic at the barrier takes none.
            assert!((threads..=threads + 1).contains(&made.load(Relaxed)) || result.is_err());
        }
    }
}

#[omp]
fn task_values(threads: usize, panics_at: usize, alive: &AtomicIsize, made: &AtomicUsize) {
    let x = Counted::new(alive, made, 3);
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        for i in 0..2 * threads {
            #[omp(task firstprivate(x))]
            {
                assert!(i != panics_at, "as asked");
                assert_eq!(x.value, 3);
            }
        }
    }
    assert_eq!(x.value, 3);
}

/// The copies of a task, run or not.
#[test]
fn task_firstprivate() {
    balanced(task_values, |threads| 2 * threads + 1);
}
