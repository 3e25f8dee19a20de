//! The same bits whoever computes them.

use std::sync::{Mutex, atomic::AtomicU64};

use proptest::prelude::*;

use super::{
    Add, BitAnd, BitXor, Forest, LogicalAnd, LogicalOr, Max, Min, Mul, Ops, Reduce, ReduceOp, for_reduce,
    for_reduce_all, for_reduce_lanes, parallel_for_reduce, parallel_reduce, reduce_op, reduction,
    run::{Body, Laned},
    simd_lanes,
    tree::{grain, lane_block_size},
};
use crate::{
    iteration::{Iteration, Linear, Unit, counting, inclusive, unit},
    private::{Fork, Schedule, barrier, parallel},
    routines::omp_get_thread_num,
    simd::at_every_level,
    worksharing::Plan,
};

const TEAMS: [usize; 5] = [1, 2, 3, 7, 64];

fn term(i: usize) -> f64 {
    ((i as f64) * 0.7).sin() * 10f64.powi((i % 23) as i32 - 11)
}

fn by_lanes(threads: usize, n: usize, schedule: Schedule) -> (u64, u32, u64) {
    let (mut sum, mut single, mut most) = (0.5_f64, 0.25_f32, f64::MIN);
    parallel_for_reduce(
        Fork::new().num_threads(threads),
        schedule,
        unit(0..n),
        (),
        (reduction::<Add, _>(&mut sum), reduction::<Add, _>(&mut single), reduction::<Max, _>(&mut most)),
        |share| {
            share.run_lanes(|i, (), (mut sum, mut single, mut most), _| {
                let x = term(i);
                sum += x;
                single += x as f32;
                if x > most {
                    most = x;
                }
                (sum, single, most)
            });
        },
    );
    (sum.to_bits(), single.to_bits(), most.to_bits())
}

fn by_chunks(threads: usize, n: usize, schedule: Schedule) -> u64 {
    let mut product = 1.5_f64;
    parallel_for_reduce(
        Fork::new().num_threads(threads),
        schedule,
        unit(0..n),
        (),
        (reduction::<Mul, _>(&mut product),),
        |share| {
            share.run(|chunk, (), (mut product,)| {
                for i in chunk {
                    product *= 1.0 + term(i) * 1e-13;
                }
                (product,)
            });
        },
    );
    product.to_bits()
}

#[test]
fn bits_do_not_depend_on_threads_level_or_schedule() {
    for n in [0, 1, 15, 16, 17, 128, 255, 256, 257, 1009, 4096, 8191, 8192, 8200, 70_001] {
        let mut expected = None;
        at_every_level(|level| {
            for threads in TEAMS {
                for schedule in [
                    Schedule::DEFAULT,
                    Schedule::dynamic(5).reproducible(),
                    Schedule::guided(3).reproducible(),
                    Schedule::fixed_chunk(40).reproducible(),
                ] {
                    let bits = (by_lanes(threads, n, schedule), by_chunks(threads, n, schedule));
                    let expected = *expected.get_or_insert(bits);
                    assert_eq!(bits, expected, "{n} iterations, {threads} threads, {level:?}, {schedule:?}");
                }
            }
        });
    }
}

/// Neighbours combine, and so on upwards; who has no right neighbour goes up alone.
fn tree(mut leaves: Vec<f64>) -> Option<f64> {
    while leaves.len() > 1 {
        leaves = leaves.chunks(2).map(|pair| pair.iter().copied().reduce(|l, r| l + r).unwrap()).collect();
    }
    leaves.pop()
}

/// The leaves of whole rows in the order of the tree: by eights, in each of which `l` combines with `l + 4`, the sum with
/// that of `l + 2`, and that with that of `l + 1`.
fn leaves(terms: &[f64]) -> Vec<f64> {
    let (rows, rest) = terms.split_at(terms.len() / 16 * 16);
    let of_eight = |eight: &[f64]| [0, 4, 2, 6, 1, 5, 3, 7].map(|l| eight[l]);
    rows.chunks(8).flat_map(of_eight).chain(rest.iter().copied()).map(|t| 0.0 + t).collect()
}

/// The sum of `terms` in the order of the documentation, written out independently of the runtime.
fn reference(terms: &[f64]) -> Option<f64> {
    let n = terms.len();
    if n < 8192 {
        return tree(leaves(terms));
    }
    let size = lane_block_size(n as u64) as usize;
    assert!(
        size.is_multiple_of(16) && (205..=512).contains(&n.div_ceil(size)),
        "{n} iterations: blocks of {size}"
    );
    let in_lanes = |block: &[f64]| {
        let (rows, rest) = block.split_at(block.len() - block.len() % 16);
        let mut lanes = [0.0; 16];
        rows.iter().enumerate().for_each(|(i, t)| lanes[i % 16] += t);
        let rest = rest.iter().copied().fold(0.0, |sum, t| sum + t);
        if rows.is_empty() { rest } else { tree(leaves(&lanes)).unwrap() + rest }
    };
    tree(terms.chunks(size).map(in_lanes).collect())
}

#[test]
fn the_order_is_the_documented_one() {
    let terms: Vec<f64> = (0..70_001).map(term).collect();
    for n in [3, 40, 128, 300, 5000, 8191, 8192, 12_289, 16_385, 70_001] {
        let expected = 0.5 + reference(&terms[..n]).unwrap();
        assert_eq!(by_lanes(3, n, Schedule::DEFAULT).0, expected.to_bits(), "{n}");
    }
}

/// What the threads of a team would compute, one after the other.
fn as_a_team(threads: usize, terms: &[f64], schedule: Schedule) -> Option<f64> {
    let (space, counter) = (unit(0..terms.len()), AtomicU64::new(0));
    let ops = (reduce_op::<Add, _>(&0.0_f64),);
    let mut body = Laned(|i: usize, (): &mut (), (sum,): (f64,), _| (sum + terms[i],));
    let mut forests = Vec::new();
    for thread in (0..threads).rev() {
        let block = block_of(&body, &ops, schedule, space.trips(), threads);
        let plan = Plan::new(schedule, space.trips(), block, threads);
        let share = (plan.claims(thread, &counter), plan, thread);
        // SAFETY: there are no parts.
        forests.push(unsafe { body.reduce(&space, &(), &ops, share) });
    }
    Forest::merge::<(ReduceOp<Add, f64>,)>(&mut forests.into_iter()).map(|(sum,)| sum)
}

fn block_of<B, O>(_: &B, _: &O, schedule: Schedule, trips: u64, threads: usize) -> u64
where
    O: Ops,
    B: Body<Unit<usize>, (), O>,
{
    B::block(schedule, trips, threads)
}

#[test]
fn every_trip_count_gives_the_tree_at_every_team_size_and_level() {
    let terms: Vec<f64> = (0..8300).map(term).collect();
    at_every_level(|level| {
        for n in (0..5000).chain(8180..8300) {
            let expected = reference(&terms[..n]).map(f64::to_bits);
            // All teams where shares are short, in turn where nothing but the number of rows is new.
            let teams = if n < 400 { &TEAMS[..] } else { &TEAMS[n % TEAMS.len()..][..1] };
            for &threads in teams {
                for schedule in
                    &[Schedule::DEFAULT, Schedule::dynamic(7).reproducible()][..=usize::from(n < 400)]
                {
                    let sum = as_a_team(threads, &terms[..n], *schedule).map(f64::to_bits);
                    assert_eq!(sum, expected, "{n} iterations, {threads} threads, {level:?}, {schedule:?}");
                }
            }
        }
    });
}

#[test]
fn shares_of_few_iterations_are_even() {
    for (threads, trips) in (1..=70_u64).flat_map(|t| (1..700).map(move |n| (t, n))) {
        let grain = grain(trips, threads as usize);
        let largest = (trips.div_ceil(grain).div_ceil(threads) * grain).min(trips);
        assert!(grain == 1 || 8 * largest * threads <= 9 * trips, "{trips} iterations, {threads} threads");
        assert!(grain > 1 || trips == 1 || threads > 1);
    }
    assert_eq!((grain(128, 2), grain(100, 2), grain(40, 8), grain(64, 64)), (16, 8, 1, 1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn it_does_not_matter_who_has_which_leaves(
        n in 1..200_usize,
        cuts in prop::collection::btree_set(1..200_usize, 0..9),
        seed in any::<prop::sample::Index>(),
    ) {
        type Sum = (ReduceOp<Add, f64>,);
        let mut ends: Vec<usize> = cuts.into_iter().filter(|&cut| cut < n).collect();
        ends.push(n);
        let mut forests = Vec::new();
        let mut from = 0;
        for to in ends {
            let mut forest = Forest::new();
            (from..to).for_each(|i| forest.push::<Sum>(i as u64, (term(i),)));
            forests.push(forest);
            from = to;
        }
        let first = seed.index(forests.len());
        forests.rotate_left(first);
        let expected = tree((0..n).map(term).collect()).unwrap();
        let total = Forest::merge::<Sum>(&mut forests.into_iter().rev()).unwrap().0;
        prop_assert_eq!(total.to_bits(), expected.to_bits());
    }

    #[test]
    fn integers_are_exact(n in 0..3000_u64, team in 0..TEAMS.len(), chunk in 1..60_usize, kind in 0..4) {
        let schedule = [
            Schedule::DEFAULT, Schedule::dynamic(chunk), Schedule::guided(chunk), Schedule::fixed_chunk(chunk),
        ][kind as usize];
        let (mut sum, mut least, mut odd, mut all, mut any) = (7_u64, i32::MAX, 0_u8, true, false);
        parallel_for_reduce(
            Fork::new().num_threads(TEAMS[team]), schedule, unit(0..n), (),
            (
                reduction::<Add, _>(&mut sum), reduction::<Min, _>(&mut least), reduction::<BitXor, _>(&mut odd),
                reduction::<LogicalAnd, _>(&mut all), reduction::<LogicalOr, _>(&mut any),
            ),
            |share| share.run_lanes(|i, (), (sum, least, odd, all, any), _| {
                (sum + i, least.min(5000 - i as i32), odd ^ i as u8, all && i < 2000, any || i == 1234)
            }),
        );
        prop_assert_eq!(sum, 7 + (0..n).sum::<u64>());
        prop_assert_eq!(least, (0..n).map(|i| 5000 - i as i32).min().unwrap_or(i32::MAX));
        prop_assert_eq!(odd, (0..n).fold(0, |x, i| x ^ i as u8));
        prop_assert_eq!(all, n <= 2000);
        prop_assert_eq!(any, n > 1234);
    }
}

#[test]
fn vectors_and_arrays_reduce_by_element() {
    for threads in TEAMS {
        let mut histogram = vec![1_u32; 7];
        let mut extremes = [[0_i64; 2]; 2];
        parallel_for_reduce(
            Fork::new().num_threads(threads),
            Schedule::DEFAULT,
            unit(0..1000_usize),
            (),
            (reduction::<Add, _>(&mut histogram), reduction::<Max, _>(&mut extremes)),
            |share| {
                share.run_lanes(|i, (), (mut histogram, mut extremes), _| {
                    histogram[i % 7] += 1;
                    let e = &mut extremes[i % 2][i / 2 % 2];
                    *e = (*e).max(i as i64);
                    (histogram, extremes)
                });
            },
        );
        assert_eq!(
            histogram,
            (0..7).map(|k| 1 + (0..1000).filter(|i| i % 7 == k).count() as u32).collect::<Vec<_>>()
        );
        assert_eq!(extremes, [[996, 998], [997, 999]]);
    }
}

#[test]
fn a_region_reduces_in_thread_order() {
    let mut threads = 100_u64;
    let mut mask = 0xff_u8;
    parallel_reduce(
        Fork::new().num_threads(3),
        (reduction::<Add, _>(&mut threads), reduction::<BitAnd, _>(&mut mask)),
        |(n, m)| (n + 1, m & !(1 << omp_get_thread_num())),
    );
    assert_eq!((threads, mask), (103, 0xf8));
}

#[test]
fn loops_in_a_region_finish_once_and_agree_with_the_combined_form() {
    let n = 5003;
    let expected = by_lanes(1, n, Schedule::DEFAULT).0;
    for threads in TEAMS {
        for schedule in [Schedule::DEFAULT, Schedule::dynamic(9).reproducible()] {
            let sums = Mutex::new(Vec::new());
            let everyone = Mutex::new(Vec::new());
            parallel(Fork::new().num_threads(threads), || {
                let add = || (reduce_op::<Add, _>(&0.0_f64),);
                let keep = |(total,): (f64,)| sums.lock().unwrap().push((0.5 + total).to_bits());
                let lanes = |i, (): &mut (), (sum,), _| (sum + term(i),);
                for_reduce_lanes(schedule, unit(0..n), (), add(), lanes, keep);
                for_reduce(Schedule::DEFAULT, unit(0..0_usize), (), add(), |_, (), sum| sum, keep);
                barrier();
                for _ in 0..20 {
                    let (count,) = for_reduce_all(
                        schedule,
                        unit(0..n),
                        (),
                        (reduce_op::<Add, _>(&0_u64),),
                        |chunk, (), (c,)| (c + chunk.count() as u64,),
                    );
                    everyone.lock().unwrap().push(count);
                }
            });
            assert_eq!(sums.into_inner().unwrap(), [expected]);
            assert_eq!(everyone.into_inner().unwrap(), vec![n as u64; 20 * threads]);
        }
    }
}

#[test]
fn a_panic_leaves_the_original() {
    let mut sum = 3_i32;
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        parallel_for_reduce(
            Fork::new().num_threads(1),
            Schedule::DEFAULT,
            unit(0..100),
            (),
            (reduction::<Add, _>(&mut sum),),
            |share| {
                share.run_lanes(|i, (), (sum,), _| {
                    assert!(i != 77, "seventy-seven");
                    (sum + 1,)
                });
            },
        );
    }));
    assert!(outcome.is_err());
    assert_eq!(sum, 3);
}

#[test]
fn operators_follow_their_types() {
    fn reduce<Op, T: Reduce<Op>>(a: T, b: T) -> T {
        Reduce::<Op>::combine(a, b)
    }
    assert_eq!(reduce::<Min, _>(f64::NAN, 2.0).to_bits(), 2.0_f64.to_bits());
    assert_eq!(reduce::<Max, _>(1.0_f32, f32::NAN).to_bits(), 1.0_f32.to_bits());
    assert_eq!(reduce::<Add, _>(i32::MAX, 1), i32::MIN);
    assert_eq!(<f64 as Reduce<Min>>::identity(&0.0).to_bits(), f64::INFINITY.to_bits());
    assert_eq!(<f32 as Reduce<Max>>::identity(&0.0).to_bits(), f32::NEG_INFINITY.to_bits());
    assert_eq!(<i8 as Reduce<Max>>::identity(&0), i8::MIN);
    assert_eq!(unit(0..3).trips(), 3);
}

/// `wide` or not, at every level, and with none, some or all lanes in use.
#[test]
fn one_thread_sums_in_lanes_that_no_level_decides() {
    for n in [0, 1, 15, 16, 17, 1003] {
        let mut bits: Option<(u64, u64)> = None;
        at_every_level(|level| {
            for wide in [true, false] {
                let ops = (reduce_op::<Add, _>(&0.0_f64), reduce_op::<Max, _>(&0.0_f64));
                let (sum, most) = simd_lanes(wide, &unit(0..n), &ops, |i, (sum, most), _| {
                    (sum + term(i), f64::max(most, term(i)))
                });
                let now = (sum.to_bits(), most.to_bits());
                assert_eq!(now, *bits.get_or_insert(now), "{n} {level:?} {wide}");
                let most = (0..n).map(term).fold(f64::NEG_INFINITY, f64::max);
                assert_eq!(now.1, most.to_bits());
            }
        });
    }
}

/// All values of a type, the first and the last of them, upwards and downwards.
#[test]
fn a_loop_that_counts_has_the_bits_of_one_that_looks_up() {
    fn sum<L: Linear<Item: Into<f64>>>(space: &L) -> u64 {
        let step = |i: L::Item, (sum,): (f64,), _| (sum + 1.0 / (i.into() + 700.5),);
        simd_lanes(true, space, &(reduce_op::<Add, _>(&0.0),), step).0.to_bits()
    }
    fn same(space: impl Linear<Item: Into<f64>>) {
        assert_eq!(sum(&space), sum(&counting(space)));
    }
    at_every_level(|_| {
        same(inclusive(0..=u8::MAX));
        same(inclusive(i8::MIN..=i8::MAX).rev());
        same(inclusive(i8::MIN..=i8::MAX).step_by(5));
        same(unit(0..200_u8).rev().step_by(3));
        same(unit(0..u16::MAX));
        same(unit(-7..900_i32));
        same(unit(3..18_u32));
        same(unit(5..5_u32));
    });
}
