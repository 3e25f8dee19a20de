//! Loops over every integer type, in both directions, with steps, at the ends of the type.

use std::sync::Mutex;

use ferromp::prelude::*;

use crate::common::SIZES;

/// The iterations of a loop over `$int`, in any order, are those of the same loop without the directive.
macro_rules! every_loop {
    ($($int:ident)*) => {$(
        mod $int {
            use super::*;

            #[omp]
            fn visited(threads: usize, from: $int, to: $int, step: usize, kind: usize) -> Vec<$int> {
                let seen = Mutex::new(Vec::new());
                #[omp(parallel num_threads(threads))]
                {
                    match kind {
                        0 => {
                            #[omp(for schedule(dynamic, 2))]
                            for i in from..to {
                                seen.lock().unwrap().push(i);
                            }
                        }
                        1 => {
                            #[omp(for)]
                            for i in from..=to {
                                seen.lock().unwrap().push(i);
                            }
                        }
                        2 => {
                            #[omp(for schedule(guided))]
                            for i in (from..to).rev() {
                                seen.lock().unwrap().push(i);
                            }
                        }
                        3 => {
                            #[omp(for schedule(static, 3))]
                            for i in (from..=to).step_by(step) {
                                seen.lock().unwrap().push(i);
                            }
                        }
                        4 => {
                            #[omp(for)]
                            for i in (from..to).rev().step_by(step) {
                                seen.lock().unwrap().push(i);
                            }
                        }
                        _ => {
                            #[omp(for schedule(dynamic))]
                            for i in (from..=to).step_by(step).rev() {
                                seen.lock().unwrap().push(i);
                            }
                        }
                    }
                }
                let mut seen = seen.into_inner().unwrap();
                seen.sort_unstable();
                seen
            }

            fn expected(from: $int, to: $int, step: usize, kind: usize) -> Vec<$int> {
                let mut all: Vec<$int> = match kind {
                    0 => (from..to).collect(),
                    1 => (from..=to).collect(),
                    2 => (from..to).rev().collect(),
                    3 => (from..=to).step_by(step).collect(),
                    4 => (from..to).rev().step_by(step).collect(),
                    _ => (from..=to).step_by(step).collect(),
                };
                all.sort_unstable();
                all
            }

            #[test]
            fn every_direction_and_step() {
                let ends = [
                    (0, 0), (0, 1), (1, 0), (0, 100), (3, 20),
                    ($int::MIN, $int::MIN + 9), ($int::MAX - 9, $int::MAX), ($int::MAX, $int::MAX),
                    ($int::MAX, $int::MIN), ($int::MAX / 2 - 5, $int::MAX / 2 + 6),
                ];
                for (from, to) in ends {
                    for (kind, step) in [(0, 1), (1, 1), (2, 1), (3, 1), (3, 7), (4, 3), (5, 4), (5, 1000)] {
                        for threads in [1, 3, 8] {
                            assert_eq!(
                                visited(threads, from, to, step, kind),
                                expected(from, to, step, kind),
                                "kind {kind}, {from} to {to} by {step}, {threads} threads"
                            );
                        }
                    }
                }
            }
        }
    )*};
}
every_loop!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

#[omp]
fn negative(threads: usize) -> i64 {
    let mut sum = 0;
    #[omp(parallel for num_threads(threads) reduction(+: sum))]
    for i in -50_i64..=50 {
        sum += i * i * i + 1;
    }
    sum
}

/// Through zero.
#[test]
fn negative_to_positive() {
    for threads in SIZES {
        assert_eq!(negative(threads), 101);
    }
}

#[omp]
fn stepping(step: usize) -> usize {
    let mut runs = 0;
    #[omp(parallel for num_threads(2) reduction(+: runs))]
    for _ in (0..10).step_by(step) {
        runs += 1;
    }
    runs
}

/// A step of nothing would never arrive.
#[test]
fn step_zero() {
    crate::common::panics_with(&["step_by(0)", "must not be zero"], || {
        stepping(0);
    });
    assert_eq!(stepping(usize::MAX), 1);
}
