use super::{SIZES, on_one_of};
use crate::{
    private::{Fork, parallel, with_task},
    routines::{omp_get_num_threads, omp_get_thread_num, omp_set_max_active_levels},
};

fn fib(n: u32) -> u64 {
    if n < 2 {
        return u64::from(n);
    }
    let (mut a, mut b) = (0, 0);
    with_task(true, || a = fib(n - 1), || with_task(true, || b = fib(n - 2), || {}));
    a + b
}

#[test]
fn fib_without_cut_off() {
    for size in SIZES {
        assert_eq!(on_one_of(size, || fib(20)), 6765, "{size} threads");
    }
}

#[test]
fn fib_outside_any_region() {
    assert_eq!(fib(10), 55);
}

#[test]
fn every_thread_of_the_team_makes_tasks() {
    for size in SIZES {
        parallel(Fork::new().num_threads(size), || assert_eq!(fib(12), 144));
    }
}

#[test]
fn rest_gives_the_result() {
    for size in SIZES {
        let mut task = 0;
        let rest = on_one_of(size, || {
            let mut n = 0;
            let rest = with_task(true, || n = 3, || "rest");
            (rest, n)
        });
        task += rest.1;
        assert_eq!((rest.0, task), ("rest", 3));
    }
}

fn quicksort(v: &mut [u32]) {
    if v.len() < 2 {
        return;
    }
    let pivot = v.len() / 2;
    v.swap(0, pivot);
    let mut last = 0;
    for i in 1..v.len() {
        if v[i] < v[0] {
            last += 1;
            v.swap(i, last);
        }
    }
    v.swap(0, last);
    let (low, high) = v.split_at_mut(last);
    with_task(true, || quicksort(low), || quicksort(&mut high[1..]));
}

#[test]
fn quicksort_over_split_at_mut() {
    let scrambled: Vec<u32> = (0..5000u32).map(|i| i.wrapping_mul(2_654_435_761)).collect();
    let mut sorted = scrambled.clone();
    sorted.sort_unstable();
    for size in SIZES {
        let found = on_one_of(size, || {
            let mut v = scrambled.clone();
            quicksort(&mut v);
            v
        });
        assert_eq!(found, sorted, "{size} threads");
    }
}

fn deep(n: u32) -> u32 {
    let (mut below, mut one) = (0, 0);
    with_task(
        true,
        || one = 1,
        || {
            if n > 0 {
                below = deep(n - 1);
            }
        },
    );
    below + one
}

/// More tasks published at once than the deque's first ring holds.
#[test]
fn recursion_grows_the_deque() {
    for size in SIZES {
        assert_eq!(on_one_of(size, || deep(1000)), 1001, "{size} threads");
    }
}

#[test]
fn a_false_condition_keeps_program_order() {
    for size in SIZES {
        let order = on_one_of(size, || {
            let order = std::sync::Mutex::new(Vec::new());
            let me = omp_get_thread_num();
            with_task(
                false,
                || {
                    assert_eq!(omp_get_thread_num(), me);
                    order.lock().unwrap().push(1);
                },
                || order.lock().unwrap().push(2),
            );
            order.into_inner().unwrap()
        });
        assert_eq!(order, [1, 2]);
    }
}

#[test]
fn tasks_in_nested_regions() {
    omp_set_max_active_levels(2);
    for size in [1, 2, 3, 8] {
        parallel(Fork::new().num_threads(size), || {
            let (mut outer, me) = (0, omp_get_thread_num());
            with_task(
                true,
                || {
                    // A region inside a task: its threads make tasks of their own team.
                    parallel(Fork::new().num_threads(3), || {
                        assert_eq!(omp_get_num_threads(), 3);
                        assert_eq!(fib(8), 21);
                    });
                    outer = fib(9);
                },
                || assert_eq!(fib(10), 55),
            );
            assert_eq!((outer, omp_get_thread_num()), (34, me));
        });
    }
}
