//! Items reach the body once, in pieces that the schedule cuts.

use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;

use super::{Items, for_items, items, parallel_for_items, parallel_for_items_reduce};
use crate::{
    private::{Fork, Schedule, parallel},
    reduction::{Add, reduction},
};

const TEAMS: [usize; 5] = [1, 2, 3, 8, 64];

fn schedules(chunk: usize) -> [Schedule; 5] {
    [
        Schedule::fixed(),
        Schedule::fixed_chunk(chunk),
        Schedule::dynamic(chunk),
        Schedule::guided(chunk),
        Schedule::dynamic(chunk).reproducible(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn each_item_once(n in 0..200_usize, chunk in 1..20_usize, size in 1..9_usize, team in 0..TEAMS.len()) {
        for schedule in schedules(chunk) {
            let fork = Fork::new().num_threads(TEAMS[team]);
            let (mut v, w) = (vec![0_usize; n], (0..n + 3).collect::<Vec<_>>());
            let mut rows = vec![0_usize; n];
            let mut exact = vec![0_usize; n];
            parallel_for_items(fork, schedule, super::iter_mut(&mut v).zip(super::iter(&w)).enumerate(), (), |share| {
                share.run(|piece, ()| piece.for_each(|(i, (v, w))| *v += i + *w));
            });
            parallel_for_items(fork, schedule, super::chunks_mut(&mut rows, size).enumerate(), (), |share| {
                share.run(|piece, ()| piece.for_each(|(i, row)| row.iter_mut().for_each(|x| *x += i + 1)));
            });
            parallel_for_items(
                fork, schedule, super::chunks_exact_mut(&mut exact, size).zip(super::chunks_exact(&w, size)), (), |share| {
                    share.run(|piece, ()| piece.for_each(|(to, from)| to.iter_mut().zip(from).for_each(|(a, b)| *a += b)));
                },
            );
            prop_assert!(v.iter().enumerate().all(|(i, &x)| x == 2 * i));
            prop_assert!(rows.iter().enumerate().all(|(i, &x)| x == i / size + 1));
            let whole = n / size * size;
            prop_assert!(exact.iter().enumerate().all(|(i, &x)| x == i * usize::from(i < whole)));

            let seen: Vec<_> = (0..n).map(|_| AtomicUsize::new(0)).collect();
            parallel(fork, || {
                for_items(schedule, super::chunks(&w[..n], size), (), |piece, ()| {
                    piece.flatten().for_each(|&i| { seen[i].fetch_add(1, Ordering::Relaxed); });
                });
            });
            prop_assert!(seen.iter().all(|s| s.load(Ordering::Relaxed) == 1));
        }
    }
}

#[test]
fn loops_take_what_the_source_says() {
    let (mut v, w, mut a) = (vec![0_i64; 50], vec![3_i64; 60], [0_u8; 7]);
    for threads in TEAMS {
        let fork = Fork::new().num_threads(threads);
        parallel_for_items(
            fork,
            Schedule::dynamic(4),
            items(&mut v).zip(&w).zip(10..=100_i64),
            (),
            |share| {
                share.run(|piece, ()| piece.for_each(|((v, w), i)| *v = w * i));
            },
        );
        assert!((10..60).zip(&v).all(|(i, &v)| v == 3 * i));
        parallel_for_items(fork, Schedule::fixed(), items(&mut a).zip(0_u8..200), (), |share| {
            share.run(|piece, ()| piece.for_each(|(a, i)| *a = i));
        });
        assert_eq!(a, [0, 1, 2, 3, 4, 5, 6]);
    }
}

#[test]
fn sums_of_items_have_the_same_bits() {
    for n in [0, 5, 300, 20_000] {
        let v: Vec<f64> = (0..n).map(|i| f64::from(i).sin() * 10f64.powi(i % 19 - 9)).collect();
        let mut expected = None;
        for threads in TEAMS {
            for schedule in [Schedule::DEFAULT, Schedule::dynamic(7).reproducible()] {
                let mut sum = 0.5_f64;
                let sums = (reduction::<Add, _>(&mut sum),);
                parallel_for_items_reduce(
                    Fork::new().num_threads(threads),
                    schedule,
                    super::iter(&v),
                    (),
                    sums,
                    |share| {
                        share.run(|piece, (), (sum,)| (piece.fold(sum, |s, x| s + x),));
                    },
                );
                assert_eq!(*expected.get_or_insert(sum.to_bits()), sum.to_bits());
            }
        }
    }
}

#[test]
fn reductions_of_items_follow_any_schedule() {
    let v: Vec<u64> = (0..1000).collect();
    for threads in TEAMS {
        for schedule in schedules(7) {
            let mut sum = 1_u64;
            let sums = (reduction::<Add, _>(&mut sum),);
            parallel_for_items_reduce(
                Fork::new().num_threads(threads),
                schedule,
                super::iter(&v),
                (),
                sums,
                |share| {
                    share.run(|piece, (), (sum,)| (sum + piece.sum::<u64>(),));
                },
            );
            assert_eq!(sum, 1 + 499_500);
        }
    }
}

#[cfg(feature = "rayon")]
#[test]
fn rayon_iterators_run_on_the_team() {
    use rayon::prelude::*;
    for threads in TEAMS {
        for schedule in schedules(3) {
            let mut v = vec![0_usize; 101];
            let add = vec![1_usize; 90];
            let pairs = v.par_iter_mut().zip(add.into_par_iter()).rev().enumerate();
            super::parallel_for_indexed(Fork::new().num_threads(threads), schedule, pairs, (), |share| {
                share.run(|piece, ()| {
                    for (i, (x, one)) in piece {
                        *x += i + one;
                    }
                });
            });
            assert!(v.iter().enumerate().all(|(i, &x)| x == 90_usize.saturating_sub(i)));
        }
    }
}

#[test]
fn a_panic_while_splitting_ends_the_loop() {
    struct Brittle(usize);
    impl Items for Brittle {
        type Item = usize;
        type Iter = std::ops::Range<usize>;
        fn len(&self) -> usize {
            self.0
        }
        fn split_at(self, _: usize) -> (Self, Self) {
            panic!("brittle")
        }
        fn into_iter(self) -> Self::Iter {
            0..self.0
        }
    }
    let outcome = std::panic::catch_unwind(|| {
        parallel_for_items(Fork::new().num_threads(3), Schedule::dynamic(1), Brittle(9), (), |share| {
            share.run(|piece, ()| piece.for_each(drop));
        });
    });
    assert!(outcome.is_err());
}
