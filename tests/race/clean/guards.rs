//! Every access under one lock, or every access atomic.

use ferromp::prelude::*;

use crate::compare;

/// 152 and 154 take a lock, on a device there.
#[omp]
fn locked_counter(threads: usize) -> (i32, i32) {
    let mut var = 0;
    let mut other = 0;
    #[omp(parallel for num_threads(threads))]
    for _ in 0..100 {
        #[omp(critical)]
        {
            var += 1;
        }
        #[omp(critical(other))]
        {
            other += 2;
        }
    }
    (var, other)
}

#[test]
fn drb152_drb154_missinglock() {
    compare(locked_counter, || (100, 200));
}

/// A region in a critical construct: the inner team's one thread works while the outer one holds the lock.
#[omp]
fn region_in_critical(threads: usize) -> i32 {
    let mut i = 1;
    #[omp(parallel num_threads(threads))]
    #[omp(single)]
    {
        #[omp(critical(name))]
        {
            #[omp(parallel num_threads(threads))]
            #[omp(single)]
            {
                i += 1;
            }
        }
    }
    i
}

#[test]
fn drb139_worksharingcritical() {
    compare(region_in_critical, || 2);
}

/// 190 and 198: as many are produced as consumed, and the buffer is never overfull. A consumer that finds nothing
/// leaves its package for later, so that no thread waits for one that the team does not have.
#[omp]
fn bounded_buffer(threads: usize, cap: i32, packages: i32) -> (i32, bool) {
    let mut size = 0;
    let mut produced = 0;
    let mut consumed = 0;
    let mut within = true;
    #[omp(parallel num_threads(threads))]
    {
        let mut done = false;
        while !done {
            #[omp(critical)]
            {
                if produced < packages && size < cap {
                    size += 1;
                    produced += 1;
                } else if size > 0 {
                    size -= 1;
                    consumed += 1;
                }
                within &= (0..=cap).contains(&size);
                done = consumed == packages;
            }
        }
    }
    (size + produced - consumed, within)
}

#[test]
fn drb190_drb198_bounded_buffer() {
    compare(|threads| bounded_buffer(threads, 5, 1000), || (0, true));
}

/// 143: the value is handed over by an atomic flag; both are atomic here, and thread 0 may be alone.
#[omp]
fn atomic_handover(threads: usize) -> i32 {
    let mut x = 0;
    let mut y = 0;
    #[omp(parallel num_threads(threads))]
    {
        if omp_get_thread_num() == 0 {
            #[omp(critical)]
            {
                x = 10;
            }
            #[omp(atomic write)]
            y = 1;
        } else {
            let mut tmp = 0;
            while tmp == 0 {
                #[omp(atomic read)]
                tmp = y;
                std::thread::yield_now();
            }
            #[omp(critical)]
            {
                assert_eq!(x, 10);
            }
        }
    }
    x + y
}

#[test]
fn drb143_acquirerelease() {
    compare(atomic_handover, || 11);
}
