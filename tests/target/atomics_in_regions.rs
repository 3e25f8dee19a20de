//! The forms of `atomic` in a region, whose threads all touch one scalar.

use ferromp::prelude::*;

#[omp]
#[test]
fn read_write_and_update() {
    let (mut flag, mut seen, mut least) = (0, 0, 100);
    #[omp(target parallel num_threads(8) map(tofrom: flag, least) reduction(+: seen))]
    {
        #[omp(atomic write)]
        {
            flag = 3;
        }
        let value = #[omp(atomic read)]
        {
            flag
        };
        seen += value;
        #[omp(atomic)]
        {
            least = least.min(value);
        }
    }
    assert_eq!((flag, seen % 3, least), (3, 0, 3));
    assert!(seen >= 3);
}

/// Each thread draws a number of its own.
#[omp]
#[test]
fn capture() {
    let (mut next, mut sum, mut most) = (10_u32, 0, 0);
    #[omp(target parallel for num_threads(8) map(tofrom: next) reduction(+: sum) reduction(max: most))]
    for _ in 0..100 {
        let ticket = #[omp(atomic capture)]
        {
            let old = next;
            next += 1;
            old
        };
        sum += ticket;
        most = most.max(ticket);
    }
    assert_eq!((next, sum, most), (110, (10..110).sum(), 109));
}
