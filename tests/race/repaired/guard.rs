//! A guard that is not always the same: one name for every access.

use ferromp::prelude::*;

use crate::compare;

#[omp]
fn one_name(threads: usize) -> i32 {
    let mut var = 0;
    #[omp(parallel for num_threads(threads))]
    for _ in 0..100 {
        #[omp(critical(count))]
        {
            var += 1;
        }
        #[omp(critical(count))]
        {
            var -= 2;
        }
    }
    var
}

#[test]
fn drb148_critical_names() {
    compare(one_name, || -100);
}

/// Every thread waits for the flag in turn: no thread waits for one that does not exist.
#[omp]
fn atomic_flag(threads: usize) -> i32 {
    let mut x = 0;
    let mut turn = 0;
    #[omp(parallel num_threads(threads))]
    {
        let tid = omp_get_thread_num();
        let mut now = usize::MAX;
        while now != tid {
            #[omp(atomic read)]
            now = turn;
            std::thread::yield_now();
        }
        #[omp(atomic)]
        x += 1;
        #[omp(atomic)]
        turn += 1;
    }
    x + i32::try_from(turn).unwrap()
}

#[test]
fn drb183_flag_not_atomic() {
    for threads in [1, 2, 3, 8] {
        assert_eq!(atomic_flag(threads), 2 * i32::try_from(threads).unwrap());
    }
}

#[omp]
fn guarded_on_both_sides(threads: usize) -> i32 {
    let mut x = 0;
    #[omp(parallel num_threads(threads))]
    {
        let tid = omp_get_thread_num();
        for _ in 0..10 {
            if tid == 0 {
                #[omp(critical)]
                {
                    x += 1;
                }
            } else {
                #[omp(critical)]
                {
                    x = x.max(0);
                }
            }
        }
    }
    x
}

#[test]
fn drb185_flag_barrier() {
    compare(guarded_on_both_sides, || 10);
}

/// 191 and 199, with as many consumed as produced, so that the result is known.
#[omp]
fn producers_and_consumers(threads: usize, cap: i32) -> (i32, bool) {
    let mut size = 0i32;
    let mut within = true;
    #[omp(parallel for num_threads(threads) schedule(dynamic))]
    for i in 0..200 {
        #[omp(critical(buffer))]
        {
            if i % 2 == 0 {
                size += 1;
            } else {
                size -= 1;
            }
            within &= size.abs() <= cap;
        }
    }
    (size, within)
}

#[test]
fn drb191_drb199_producers_consumers() {
    compare(|threads| producers_and_consumers(threads, 100), || (0, true));
}

/// The waiting loop lets go of the lock each time; a lone thread finds the flag set by itself.
#[omp]
fn critical_flag(threads: usize) -> i32 {
    let mut s = 0;
    #[omp(parallel num_threads(threads))]
    {
        if omp_get_thread_num() == 0 {
            #[omp(critical(flag))]
            {
                s = 1;
            }
        } else {
            let mut done = false;
            while !done {
                #[omp(critical(flag))]
                {
                    done = s == 1;
                }
                std::thread::yield_now();
            }
        }
    }
    s
}

#[test]
fn drb193_critical_flag() {
    compare(critical_flag, || 1);
}
