use proptest::prelude::*;

use super::{axis, contains};
use crate::sharing::map::Map;

fn refused<const D: usize>(map: Map<D>, axes: &[crate::parts::Axis]) -> String {
    map.any().plan(axes).expect_err("two iterations meet").to_string()
}

#[test]
fn iterations_that_meet_are_refused() {
    contains(&refused(Map::new([0], 3, 1), &[axis(0, 1, 2)]), "the index does not change with the loop");
    contains(&refused(Map::new([1], 0, 2), &[axis(0, 1, 2)]), "two iterations own one element");
    contains(
        &refused(Map::new([4, 1], 0, 1), &[axis(0, 1, 3), axis(0, 1, 5)]),
        "two iterations own one element",
    );
    contains(
        &refused(Map::new([8, -1], 7, 1), &[axis(0, 1, 3), axis(0, 1, 8)]),
        "two iterations own one element",
    );
    contains(&refused(Map::new([1], 0, 1), &[axis(0, 1, 3), axis(0, 1, 8)]), "has 1 loop indices but");
}

#[test]
fn one_trip_may_have_any_step() {
    assert!(Map::new([0], 3, 5).any().plan(&[axis(7, 0, 1)]).is_ok());
    let far = Map::new([i128::MAX - 1], 0, 1).any().plan(&[axis(1, i128::MAX, 1)]).expect("one iteration");
    assert_eq!(far.interval(0, 1, (0, 9)), (9, 9));
}

#[test]
fn indices_that_leave_128_bits_are_refused() {
    for (coef, offset, first, trips) in [
        (i128::MAX, 0, 2, 2_u64),
        (i128::MAX / 2, 0, 0, 9),
        (1, i128::MAX, 1, 2),
        (i128::MAX - 1, 1, 0, 2),
        (i128::MIN, 0, -1, 2),
    ] {
        contains(&refused(Map::new([coef], offset, 1), &[axis(first, 1, trips)]), "leaves the range of i128");
    }
}

#[test]
fn intervals_are_clipped() {
    let plan = Map::new([3], -4, 2).any().plan(&[axis(0, 1, 4)]).expect("disjoint");
    let all: Vec<_> = (0..4).map(|k| plan.interval(k, k + 1, (0, 4))).collect();
    assert_eq!(all, [(0, 0), (0, 1), (2, 4), (4, 4)]);
    assert_eq!(plan.interval(2, 2, (0, 4)), (0, 0));
    let reversed = Map::element().any().plan(&[axis(9, -1, 10)]).expect("disjoint");
    assert_eq!(reversed.interval(0, 4, (0, 100)), (6, 10));
}

proptest! {
    /// Whatever map is accepted, chunks are disjoint and hold their iterations' elements.
    #[test]
    fn chunks_are_disjoint(
        coef in [-9_i128..10, -9_i128..10],
        offset in -20_i128..20,
        width in 0_usize..4,
        first in [-5_i128..5, -5_i128..5],
        step in [-3_i128..4, -3_i128..4],
        trips in [0_u64..6, 0_u64..6],
        cuts in proptest::collection::vec(0_u64..36, 0..6),
        len in 0_usize..80,
    ) {
        let axes = [axis(first[0], step[0], trips[0]), axis(first[1], step[1], trips[1])];
        let Ok(plan) = Map::new(coef, offset, width).any().plan(&axes) else { return Ok(()) };
        let total = trips[0] * trips[1];
        let mut cuts: Vec<_> = cuts.into_iter().map(|cut| cut.min(total)).chain([0, total]).collect();
        cuts.sort_unstable();
        let mut owner = vec![None; len];
        for (chunk, cut) in cuts.windows(2).enumerate() {
            let (lo, hi) = plan.interval(cut[0], cut[1], (0, len));
            prop_assert!(lo <= hi && hi <= len);
            for element in &mut owner[lo..hi] {
                prop_assert!(element.replace(chunk).is_none());
            }
            for k in cut[0]..cut[1] {
                let v = [i128::from(k / trips[1]), i128::from(k % trips[1])];
                let at = offset + (0..2).map(|d| coef[d] * (first[d] + step[d] * v[d])).sum::<i128>();
                for element in (at..at + width as i128).filter(|e| (0..len as i128).contains(e)) {
                    prop_assert_eq!(owner[element as usize], Some(chunk));
                }
            }
        }
    }
}
