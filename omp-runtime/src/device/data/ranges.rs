//! A set of byte ranges: which parts of a mapped variable the host has newer values of than the device.

use std::ops::Range;

/// Ranges that do not touch each other, in order. Most often there is none.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Ranges(Vec<Range<usize>>);

impl Ranges {
    /// Adds a range.
    pub(crate) fn add(&mut self, mut new: Range<usize>) {
        if new.is_empty() {
            return;
        }
        self.0.retain(|old| {
            let apart = old.end < new.start || new.end < old.start;
            if !apart {
                new = new.start.min(old.start)..new.end.max(old.end);
            }
            apart
        });
        let at = self.0.partition_point(|old| old.start < new.start);
        self.0.insert(at, new);
    }

    /// Removes what lies in `window`, and returns it.
    pub(crate) fn take(&mut self, window: &Range<usize>) -> Vec<Range<usize>> {
        let taken = self.within(window);
        if !taken.is_empty() {
            let old = std::mem::take(&mut self.0);
            self.0 = old.into_iter().flat_map(|range| outside(&range, window)).collect();
        }
        taken
    }

    /// What lies in `window`.
    fn within(&self, window: &Range<usize>) -> Vec<Range<usize>> {
        let clip = |range: &Range<usize>| range.start.max(window.start)..range.end.min(window.end);
        self.0.iter().map(clip).filter(|range| !range.is_empty()).collect()
    }

    /// What of `window` is not in the set.
    pub(crate) fn gaps(&self, window: &Range<usize>) -> Vec<Range<usize>> {
        let mut gaps = Vec::new();
        let mut at = window.start;
        for range in self.within(window) {
            gaps.push(at..range.start);
            at = range.end;
        }
        gaps.push(at..window.end);
        gaps.retain(|range| !range.is_empty());
        gaps
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The parts of `range` before and after `window`.
fn outside(range: &Range<usize>, window: &Range<usize>) -> impl Iterator<Item = Range<usize>> + use<> {
    let before = range.start..range.end.min(window.start);
    let after = range.start.max(window.end)..range.end;
    [before, after].into_iter().filter(|part| part.start < part.end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn range() -> impl Strategy<Value = Range<usize>> {
        (0..40_usize, 0..12_usize).prop_map(|(start, len)| start..start + len)
    }

    proptest! {
        #[test]
        fn it_is_a_set_of_bytes(steps in prop::collection::vec((any::<bool>(), range()), 0..20), window in range()) {
            let (mut set, mut bits) = (Ranges::default(), [false; 64]);
            for (add, range) in steps {
                if add {
                    set.add(range.clone());
                } else {
                    let taken: usize = set.take(&range).iter().map(Range::len).sum();
                    prop_assert_eq!(taken, bits[range.clone()].iter().filter(|&&bit| bit).count());
                }
                bits[range].fill(add);
            }
            let mut seen = bits;
            for gap in set.gaps(&window) {
                prop_assert!(!bits[gap.clone()].contains(&true));
                seen[gap].fill(true);
            }
            prop_assert!(!seen[window].contains(&false));
            prop_assert_eq!(set.is_empty(), !bits.contains(&true));
        }
    }
}
