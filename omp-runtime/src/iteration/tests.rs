//! Spaces against the standard library's iterators.

use proptest::prelude::*;

use super::{Iteration, Linear, collapse, inclusive, unit};

/// The whole space, taken in chunks of `size` and by `at`.
fn check<L>(space: &L, expected: &[L::Item], size: u64)
where
    L: Linear,
    L::Item: PartialEq + std::fmt::Debug,
{
    assert_eq!(space.trips(), expected.len() as u64);
    let mut all = Vec::new();
    let mut from = 0;
    while from < space.trips() {
        let to = space.trips().min(from + size);
        all.extend(space.chunk(from, to));
        from = to;
    }
    assert_eq!(all, expected);
    assert_eq!(space.chunk(from, from).count(), 0);
    for (k, value) in expected.iter().enumerate() {
        assert_eq!(&space.at(k as u64), value);
    }
}

fn rev<T: Copy>(v: &[T]) -> Vec<T> {
    v.iter().rev().copied().collect()
}

fn step<T: Copy>(v: &[T], k: usize) -> Vec<T> {
    v.iter().step_by(k).copied().collect()
}

macro_rules! against_std {
    ($($name:ident: $t:ty;)*) => {$(
        proptest! {
            #[test]
            fn $name(at in any::<$t>(), len in 0..70 as $t, k in 1..9_usize, m in 1..400_usize, size in 1..9_u64) {
                let (a, b) = (at.saturating_sub(len / 2), at.saturating_add(len / 2));
                let up: Vec<$t> = (a..b).collect();
                let closed: Vec<$t> = (a..=b).collect();
                check(&unit(a..b), &up, size);
                check(&unit(b..a), &(b..a).collect::<Vec<_>>(), size);
                check(&unit(a..b).rev(), &rev(&up), size);
                check(&inclusive(a..=b), &closed, size);
                check(&inclusive(a..=b).rev(), &rev(&closed), size);
                check(&unit(a..b).step_by(k), &step(&up, k), size);
                check(&unit(a..b).step_by(m), &step(&up, m), size);
                check(&unit(a..b).rev().step_by(k), &step(&rev(&up), k), size);
                check(&unit(a..b).step_by(k).rev(), &rev(&step(&up, k)), size);
                check(&inclusive(a..=b).step_by(k), &step(&closed, k), size);
                check(
                    &inclusive(a..=b).rev().step_by(k).rev().step_by(m),
                    &step(&rev(&step(&rev(&closed), k)), m),
                    size,
                );
            }
        }
    )*};
}
against_std! {
    i8_as_std: i8; i16_as_std: i16; i32_as_std: i32; i64_as_std: i64; isize_as_std: isize;
    u8_as_std: u8; u16_as_std: u16; u32_as_std: u32; u64_as_std: u64; usize_as_std: usize;
}

#[test]
fn the_ends_of_a_type_are_reached() {
    check(&inclusive(i8::MIN..=i8::MAX), &(i8::MIN..=i8::MAX).collect::<Vec<_>>(), 7);
    check(&inclusive(i8::MIN..=i8::MAX).rev(), &(i8::MIN..=i8::MAX).rev().collect::<Vec<_>>(), 7);
    check(&inclusive(u8::MIN..=u8::MAX).step_by(200), &[0, 200], 7);
    check(&inclusive(u64::MAX - 3..=u64::MAX), &[u64::MAX - 3, u64::MAX - 2, u64::MAX - 1, u64::MAX], 3);
    check(&unit(i64::MIN..i64::MIN + 2), &[i64::MIN, i64::MIN + 1], 1);
    check(&inclusive(i128::MAX - 1..=i128::MAX), &[i128::MAX - 1, i128::MAX], 1);
    check(&inclusive(u128::MAX - 1..=u128::MAX).rev(), &[u128::MAX, u128::MAX - 1], 1);
    assert_eq!(unit(i64::MIN..i64::MAX).trips(), u64::MAX);
    assert_eq!(unit(0..u64::MAX).step_by(usize::MAX).trips(), 1);
}

#[test]
fn too_long_or_standing_still_is_refused() {
    assert!(std::panic::catch_unwind(|| inclusive(0..=u64::MAX)).is_err());
    assert!(std::panic::catch_unwind(|| unit(i128::MIN..i128::MAX)).is_err());
    assert!(std::panic::catch_unwind(|| unit(0..3).step_by(0)).is_err());
    assert!(std::panic::catch_unwind(|| collapse((unit(0..u64::MAX), unit(0..2)))).is_err());
}

proptest! {
    #[test]
    fn collapsed_loops_keep_their_order(a in 0..6_i32, b in 0..6_i32, c in 0..6_i32, size in 1..9_u64) {
        let space = collapse((unit(0..a), unit(-b..0).rev(), inclusive(1..=c)));
        let mut seen = Vec::new();
        for from in (0..space.trips()).step_by(size as usize) {
            for ((i, j), row) in space.chunk(from, space.trips().min(from + size)) {
                seen.extend(row.map(|k| (i, j, k)));
            }
        }
        let mut expected = Vec::new();
        for i in 0..a { for j in (-b..0).rev() { for k in 1..=c { expected.push((i, j, k)); } } }
        prop_assert_eq!(seen, expected);
        let plane = collapse((unit(0..a).step_by(2), unit(0..b)));
        let pairs: Vec<_> = plane.chunk(0, plane.trips()).flat_map(|(i, r)| r.map(move |j| (i, j))).collect();
        let mut expected = Vec::new();
        for i in (0..a).step_by(2) { for j in 0..b { expected.push((i, j)); } }
        prop_assert_eq!(pairs, expected);
    }
}
