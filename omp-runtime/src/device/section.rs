//! A section of an array in a clause: `a[lo..hi]`. It lies within the array, and the host's version of a region, as the
//! device's, uses nothing of the array beside it.

use std::ops::{Range, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};

/// Elements `lo..hi` of an array, by its own indices.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    name: &'static str,
    lo: usize,
    hi: usize,
    /// The length of the array.
    len: usize,
}

/// `name[range]`, of an array with `len` elements.
///
/// # Panics
/// If it is no part of the array.
#[track_caller]
pub fn section(name: &'static str, range: Range<usize>, len: usize) -> Section {
    let Range { start: lo, end: hi } = range;
    assert!(lo <= hi, "the section `{name}[{lo}..{hi}]` starts behind its end");
    assert!(hi <= len, "the section `{name}[{lo}..{hi}]` is no part of `{name}`, which has {len} elements");
    Section { name, lo, hi, len }
}

impl Section {
    /// The indices.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.lo..self.hi
    }

    /// An index into the array, which has to lie in the section. What lies outside of the array is left to the array.
    ///
    /// # Panics
    /// If it does not.
    #[inline]
    #[track_caller]
    pub fn at<I: SectionIndex>(self, index: I) -> I {
        let used = index.used(self.len);
        if used.start < used.end && used.end <= self.len && (used.start < self.lo || used.end > self.hi) {
            self.refuse(if used.start < self.lo { used.start } else { used.end - 1 });
        }
        index
    }

    /// The whole array, of which all has to lie in the section.
    ///
    /// # Panics
    /// If there is more of it.
    #[track_caller]
    pub fn whole<A: ?Sized>(self, array: &A) -> &A {
        let Self { name, lo, hi, len } = self;
        assert!(hi - lo == len, "`{name}` is used as a whole, and only the section {lo}..{hi} is mapped");
        array
    }

    #[cold]
    #[track_caller]
    fn refuse(self, index: usize) -> ! {
        let Self { name, lo, hi, .. } = self;
        panic!("`{name}[{index}]` is outside the section that is mapped, {lo}..{hi}");
    }
}

/// What a slice may be indexed with.
pub trait SectionIndex {
    /// The elements that this is about, in an array of that length.
    fn used(&self, len: usize) -> Range<usize>;
}

impl SectionIndex for usize {
    #[inline]
    fn used(&self, _: usize) -> Range<usize> {
        *self..self.saturating_add(1)
    }
}

macro_rules! ranges {
    ($($range:ty: |$this:ident, $len:ident| $used:expr;)*) => {$(
        impl SectionIndex for $range {
            fn used(&self, $len: usize) -> Range<usize> {
                let $this = self;
                $used
            }
        }
    )*};
}

ranges! {
    Range<usize>: |this, _len| this.clone();
    RangeInclusive<usize>: |this, _len| *this.start()..this.end().saturating_add(1);
    RangeTo<usize>: |this, _len| 0..this.end;
    RangeToInclusive<usize>: |this, _len| 0..this.end.saturating_add(1);
    RangeFrom<usize>: |this, len| this.start..len;
    RangeFull: |_this, len| 0..len;
}

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;

    use super::*;

    fn text<T>(f: impl FnOnce() -> T + std::panic::UnwindSafe) -> Option<String> {
        catch_unwind(f).err().map(|payload| *payload.downcast::<String>().unwrap())
    }

    #[test]
    fn a_section_lies_in_its_array() {
        assert_eq!(section("a", 3..10, 10).range(), 3..10);
        assert_eq!(section("a", 10..10, 10).range(), 10..10);
        let outside = text(|| section("a", 5..11, 10)).unwrap();
        assert_eq!(outside, "the section `a[5..11]` is no part of `a`, which has 10 elements");
        #[expect(clippy::reversed_empty_ranges, reason = "what is refused")]
        let reversed = text(|| section("a", 7..3, 10)).unwrap();
        assert_eq!(reversed, "the section `a[7..3]` starts behind its end");
    }

    #[test]
    fn what_is_used_lies_in_the_section() {
        let s = section("a", 3..6, 10);
        let message =
            |index: usize| Some(format!("`a[{index}]` is outside the section that is mapped, 3..6"));
        assert_eq!((s.at(3), s.at(5), s.at(3..6), s.at(9..9)), (3, 5, 3..6, 9..9));
        assert_eq!(text(|| s.at(2)), message(2));
        assert_eq!(text(|| s.at(6)), message(6));
        assert_eq!(text(|| s.at(4..=6)), message(6));
        assert_eq!(text(|| s.at(2..4)), message(2));
        assert_eq!(text(|| s.at(..4)), message(0));
        assert_eq!(text(|| s.at(4..)), message(9));
        assert_eq!(text(|| s.at(..)), message(0));
        // The array itself says it better.
        assert_eq!((s.at(10), s.at(usize::MAX), s.at(4..11)), (10, usize::MAX, 4..11));
    }

    #[test]
    fn the_whole_of_an_array_is_a_section() {
        assert_eq!(section("a", 0..2, 2).whole(&[1, 2]), &[1, 2]);
        let part = text(|| section("a", 1..2, 2).whole(&[1, 2]).len()).unwrap();
        assert_eq!(part, "`a` is used as a whole, and only the section 1..2 is mapped");
    }
}
