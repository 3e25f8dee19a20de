//! Threads that disagree, meet in the wrong place, or only seem to be alone.

use ferromp::prelude::*;

use super::panics_with;

#[omp]
fn range_by_thread(a: &mut [usize]) {
    #[omp(parallel num_threads(3))]
    {
        let t = omp_get_thread_num();
        #[omp(for)]
        for i in 0..10 * t {
            a[i] = t;
        }
    }
}

#[omp]
fn start_by_thread(a: &mut [usize]) {
    #[omp(parallel num_threads(3))]
    {
        let t = omp_get_thread_num();
        #[omp(for)]
        for i in t..30 + t {
            a[i] += 1;
        }
    }
}

#[omp]
fn offset_by_thread(a: &mut [usize]) {
    #[omp(parallel num_threads(3))]
    {
        let t = omp_get_thread_num();
        #[omp(for)]
        for i in 0..30 {
            a[i + t] += 1;
        }
    }
}

#[test]
fn threads_that_disagree() {
    for kernel in [range_by_thread, start_by_thread, offset_by_thread] {
        panics_with("the threads disagree about", || kernel(&mut [0; 100]));
    }
}

#[omp]
fn range_changes(a: &mut [usize], k: usize) {
    #[omp(parallel num_threads(4) firstprivate(k))]
    {
        #[omp(for nowait schedule(static))]
        for i in 0..k {
            a[i] = i;
        }
        k = 20;
        #[omp(for nowait schedule(static))]
        for i in 0..k {
            a[i] += 1;
        }
    }
}

/// The headers read the same, and mean different ranges.
#[test]
fn two_static_loops_whose_ranges_only_look_alike() {
    panics_with("a barrier is missing", || range_changes(&mut [0; 37], 37));
}

mod other {
    /// Not the number of the thread.
    pub(super) fn omp_get_thread_num() -> usize {
        0
    }
}

#[omp]
fn false_number(a: &mut [usize]) {
    #[omp(parallel num_threads(3))]
    {
        let t = other::omp_get_thread_num();
        a[t] += 1;
    }
}

#[test]
fn a_function_that_only_sounds_like_it() {
    panics_with("`a[0]` belongs to another thread", || false_number(&mut [0; 100]));
}

#[omp]
fn slots(a: &mut [usize], k: usize, used: usize) {
    #[omp(parallel num_threads(3))]
    {
        let t = omp_get_thread_num();
        for j in 0..used {
            a[t * k + j] += 1;
        }
    }
}

#[test]
fn slots_that_overlap() {
    let mut a = [0; 12];
    slots(&mut a, 4, 4);
    assert_eq!(a, [1; 12]);
    panics_with("belongs to another thread", || slots(&mut [0; 100], 4, 8));
    panics_with("belongs to another thread", || slots(&mut [0; 100], 0, 1));
}

#[omp]
fn filter_by_thread() -> usize {
    let mut x = 0;
    #[omp(parallel num_threads(4))]
    {
        let t = omp_get_thread_num();
        #[omp(masked filter(t))]
        {
            x += 1;
        }
    }
    x
}

#[test]
fn a_filter_that_lets_every_thread_in() {
    panics_with("`x` is written in two ways: a barrier is missing", || {
        let _ = filter_by_thread();
    });
}

#[omp]
fn add_one(x: &mut i32) {
    #[omp(critical)]
    {
        *x += 1;
    }
}

#[omp]
fn critical_in_critical() -> i32 {
    let mut x = 0;
    #[omp(parallel num_threads(2))]
    {
        #[omp(critical)]
        {
            add_one(&mut x);
        }
    }
    x
}

#[test]
fn a_lock_taken_twice() {
    panics_with("`critical` inside itself would wait for ever", || {
        let _ = critical_in_critical();
    });
}

#[omp]
fn counted_loop() {
    #[omp(for)]
    for i in 0..3 {
        let _ = i;
    }
}

#[omp]
fn loop_in_loop() {
    #[omp(parallel for num_threads(2))]
    for i in 0..4 {
        let _ = i;
        counted_loop();
    }
}

#[test]
fn an_orphaned_loop_in_a_loop() {
    panics_with("closely nested", loop_in_loop);
}
