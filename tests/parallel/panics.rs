//! A panic in a region ends the region, and nothing else.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use ferromp::prelude::*;

use crate::common::{SIZES, Witness, panics_with};

#[omp]
fn panic_on(threads: usize, who: usize) {
    #[omp(parallel num_threads(threads))]
    {
        let me = omp_get_thread_num();
        assert!(me != who, "thread {me} gives up");
        omp!(barrier);
    }
}

/// Threads that wait at a barrier leave it, and the caller gets the panic, whoever it was.
#[test]
fn panic_before_a_barrier() {
    for threads in SIZES {
        for who in [0, threads / 2, threads - 1] {
            panics_with(&[&format!("thread {who} gives up")], || panic_on(threads, who));
        }
        panic_on(threads, threads);
    }
}

#[omp]
fn all_panic(threads: usize) {
    #[omp(parallel num_threads(threads))]
    {
        panic!("thread {}", omp_get_thread_num());
    }
}

/// Of several panics, that of the lowest thread number arrives: the same in each run.
#[test]
fn panic_of_all_threads() {
    for threads in SIZES {
        panics_with(&["thread 0"], || all_panic(threads));
    }
}

#[omp]
fn panic_in_loop(threads: usize, at: usize, done: &AtomicUsize) {
    #[omp(parallel for num_threads(threads) schedule(dynamic))]
    for i in 0..100 {
        assert!(i != at, "iteration {i}");
        done.fetch_add(1, Relaxed);
    }
}

#[test]
fn panic_in_an_iteration() {
    for threads in SIZES {
        let done = AtomicUsize::new(0);
        panics_with(&["iteration 57"], || panic_in_loop(threads, 57, &done));
        assert!(done.into_inner() < 100);
    }
}

#[omp]
fn panic_in_construct(threads: usize, which: usize) {
    #[omp(parallel num_threads(threads))]
    {
        #[omp(single)]
        {
            assert!(which != 0, "in single");
        }
        #[omp(critical(panics))]
        {
            assert!(which != 1, "in critical");
        }
        #[omp(masked)]
        {
            assert!(which != 2, "in masked");
        }
        omp!(barrier);
        let value = #[omp(single)]
        {
            assert!(which != 3, "in single value");
            7
        };
        assert_eq!(value, 7);
    }
}

/// A panic in a construct releases what the construct held: the same program runs again.
#[test]
fn panic_in_constructs() {
    for threads in SIZES {
        for (which, text) in ["in single", "in critical", "in masked", "in single value"].iter().enumerate() {
            panics_with(&[text], || panic_in_construct(threads, which));
        }
        panic_in_construct(threads, 4);
    }
}

#[omp]
fn panic_in_nested(team: &Witness) {
    #[omp(parallel num_threads(3))]
    {
        #[omp(parallel num_threads(2))]
        {
            team.note();
            assert!(omp_get_ancestor_thread_num(1) != Some(1) || omp_get_thread_num() != 1, "deep inside");
        }
        omp!(barrier);
    }
}

/// Through two regions.
#[test]
fn panic_in_a_nested_region() {
    omp_set_max_active_levels(2);
    panics_with(&["deep inside"], || panic_in_nested(&Witness::default()));
}

/// Payloads that are no text arrive as they are.
#[omp]
fn panic_with_value(threads: usize) {
    #[omp(parallel num_threads(threads))]
    {
        if omp_get_thread_num() == 0 {
            std::panic::panic_any(42_u8);
        }
        omp!(barrier);
    }
}

#[test]
fn panic_payload() {
    for threads in SIZES {
        let payload = std::panic::catch_unwind(|| panic_with_value(threads)).unwrap_err();
        assert_eq!(payload.downcast_ref::<u8>(), Some(&42));
    }
}
