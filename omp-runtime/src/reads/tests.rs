use std::ops::Range;

use super::*;

fn word(value: usize) -> Word {
    Seen(&value).word()
}

/// `a[base + j - less]` for `j` in the range.
fn row<'x>(a: &'x [i32], range: &Range<usize>, base: usize, less: usize) -> Option<&'x [i32]> {
    let trips = Seen(range).trips();
    let index = |j: Word| word(base).plus(j).minus(word(less));
    let found = Seen(a).row((index(trips.first()), index(trips.last())), trips);
    found.is_there().then(|| found.take(trips).0)
}

#[test]
fn a_row_is_there_as_a_whole_or_not_at_all() {
    let a = [0, 1, 2, 3, 4, 5];
    assert_eq!(row(&a, &(1..4), 2, 1), Some(&a[2..5]));
    assert_eq!(row(&a, &(0..6), 0, 0), Some(&a[..]));
    assert_eq!(row(&a, &(5..6), 1, 1), Some(&a[5..]));
    for (range, base, less) in
        [(0..7, 0, 0), (0..1, 6, 0), (0..2, 5, 0), (0..3, 0, 1), (3..3, 0, 0), (0..0, 0, 0)]
    {
        assert_eq!(row(&a, &range, base, less), None, "{range:?} {base} {less}");
    }
    let falling = Range { start: 4, end: 2 };
    assert_eq!(row(&a, &falling, 0, 0), None);
}

#[test]
fn what_overflows_is_nowhere() {
    let a = [0; 4];
    let max = usize::MAX;
    // `max + j - (max - 1)` would come back into the array.
    assert_eq!(row(&a, &(1..2), max, max - 1), None);
    assert_eq!(row(&a, &(0..1), max, max - 1), Some(&a[1..2]));
    // Only the last iteration overflows.
    assert_eq!(row(&a, &(0..2), max, max - 1), None);
    assert_eq!(row(&a, &(0..max), 1, 0), None);
    assert!(!word(max).times(word(2)).exact && !word(0).minus(word(1)).exact);
    // A count that no iteration reaches.
    let trips = Seen(&(0..=max)).trips();
    assert!(!trips.first().exact && !trips.last().exact);
}

/// `a[9 - j]`, or whatever else the macro might ask by mistake.
#[test]
fn other_steps_than_one_are_refused() {
    let a = [0; 10];
    let trips = Seen(&(0..4_usize)).trips();
    let is_there = |ends| Seen(&a).row(ends, trips).is_there();
    assert!(!is_there((word(9), word(6))) && !is_there((word(0), word(6))));
    assert!(is_there((word(0), word(3))) && !is_there((Word::UNKNOWN, word(3))));
    // One iteration, and a distance that is none: `0 - 1` as a number of elements.
    let one = Seen(&(4..5_usize)).trips();
    assert!(!Seen(&a).row((word(3), word(2)), one).is_there());
}

#[test]
fn types_decide() {
    struct Table;
    let trips = Seen(&(2..=4_usize)).trips();
    let ends = (trips.first(), trips.last());
    let vector = vec![1, 2, 3, 4, 5];
    let elements = [3, 4, 5];
    assert_eq!(Seen(&vector).row(ends, trips).take(trips).0, elements);
    assert_eq!(Seen(&&vector[..]).row(ends, trips).take(trips).0, elements);
    assert_eq!(Seen(&[1, 2, 3, 4, 5]).row(ends, trips).take(trips).0, elements);
    let other: AsEver = Seen(&Table).row(ends, trips);
    assert!(other.is_there() && *other.take(trips).pick(0, || &7) == 7);
    assert_eq!(*Seen(&vector).row(ends, trips).take(trips).pick(1, || unreachable!()), 4);
    let unknown: [Word; 3] = [Seen(&2_i32).word(), Seen(&'x').word(), Seen(&2.5).word()];
    assert!(unknown.iter().all(|word| !word.exact));
    assert_eq!(Seen(&(0..3_u8)).trips().count() + Seen(&"loop").trips().count(), 0);
    assert!(Seen(&&3_usize).word().exact);
}

#[test]
fn a_part_to_write_is_counted_from_its_own_start() {
    let mut own = [0; 5];
    let trips = Seen(&(1..4_usize)).trips();
    let ends = |base: usize| (word(base).plus(trips.first()), word(base).plus(trips.last()));
    for (base, there) in [(8, false), (9, true), (11, true), (12, false), (usize::MAX, false)] {
        assert_eq!(trips.start(ends(base), 10, own.len()).is_there(), there, "{base}");
    }
    trips.start(ends(10), 10, own.len()).of_mut(&mut own, trips).fill(1);
    assert_eq!(own, [0, 1, 1, 1, 0]);
}
