//! The present table of a device: which intervals of host memory have a counterpart there (OpenMP 5.2, 5.8).

use std::{collections::BTreeMap, fmt, ops::Range, sync::Arc};

use super::ranges::Ranges;
use crate::device::types::Type;

/// One interval of host memory, and its counterpart.
#[derive(Debug)]
pub(crate) struct Entry<B> {
    /// Tells this entry from a later one of the same memory.
    pub(crate) id: u64,
    /// In bytes; at least 1.
    pub(crate) len: usize,
    pub(crate) of: Label,
    pub(crate) storage: Arc<B>,
    /// The reference count.
    pub(crate) count: usize,
    /// What the host has newer values of, because a region that failed on the device ran there: bytes from the start.
    pub(crate) newer: Ranges,
}

/// What was mapped, for messages.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Label {
    pub(crate) name: &'static str,
    /// Of the elements.
    pub(crate) ty: &'static Type,
    /// The first element that was mapped.
    pub(crate) lo: usize,
}

impl Label {
    /// `len` bytes of it, as elements.
    pub(crate) fn text(&self, len: usize) -> String {
        let Self { name, ty, lo } = self;
        match (lo, len.checked_div(ty.size()).unwrap_or(0)) {
            (0, 1) => format!("`{name}`"),
            (lo, count) => format!("`{name}[{lo}..{}]`", lo + count),
        }
    }
}

/// Intervals of host memory by their start. They do not overlap.
#[derive(Debug)]
pub(crate) struct Table<B> {
    entries: BTreeMap<usize, Entry<B>>,
    last_id: u64,
}

/// An interval that an entry contains.
#[derive(Debug)]
pub(crate) struct Part<'t, B> {
    pub(crate) entry: &'t mut Entry<B>,
    /// The host address at which the entry starts.
    pub(crate) start: usize,
    /// Where in the entry the interval is: bytes from the start.
    pub(crate) window: Range<usize>,
}

/// An interval that overlaps one in the table and is not a part of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Overlap {
    /// What is in the table.
    pub(crate) present: String,
}

impl fmt::Display for Overlap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { present } = self;
        write!(f, "overlaps {present}, which is mapped, and is no part of it: map the whole of both first")
    }
}

impl<B> Default for Table<B> {
    fn default() -> Self {
        Self { entries: BTreeMap::new(), last_id: 0 }
    }
}

impl<B> Table<B> {
    /// The entry that contains `len` bytes at `start`.
    pub(crate) fn find(&mut self, start: usize, len: usize) -> Result<Option<Part<'_, B>>, Overlap> {
        // Only the last that starts before the end can reach into the interval and be disjoint from its successor.
        let end = start + len;
        let Some((&at, entry)) = self.entries.range_mut(..end).next_back() else { return Ok(None) };
        if at + entry.len <= start {
            return Ok(None);
        }
        if at <= start && end <= at + entry.len {
            return Ok(Some(Part { entry, start: at, window: start - at..end - at }));
        }
        Err(Overlap { present: entry.of.text(entry.len) })
    }

    /// Enters an interval that overlaps no other, with count 1.
    pub(crate) fn insert(&mut self, start: usize, len: usize, of: Label, storage: Arc<B>) -> u64 {
        debug_assert!(len > 0 && matches!(self.find(start, len), Ok(None)));
        self.last_id += 1;
        let entry = Entry { id: self.last_id, len, of, storage, count: 1, newer: Ranges::default() };
        self.entries.insert(start, entry);
        self.last_id
    }

    /// The entry that starts at `start`, if it is still the one with this id.
    pub(crate) fn same(&mut self, start: usize, id: u64) -> Option<&mut Entry<B>> {
        self.entries.get_mut(&start).filter(|entry| entry.id == id)
    }

    /// Counts one reference less, or none at all with `all`. The entry, if that was the last.
    pub(crate) fn release(&mut self, start: usize, id: u64, all: bool) -> Option<Entry<B>> {
        let entry = self.same(start, id)?;
        entry.count = if all { 0 } else { entry.count - 1 };
        if entry.count > 0 {
            return None;
        }
        self.entries.remove(&start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::types::DeviceValue;

    fn label(name: &'static str, ty: &'static Type) -> Label {
        Label { name, ty, lo: 0 }
    }

    fn table(intervals: &[(usize, usize)]) -> Table<()> {
        let mut table = Table::default();
        for &(start, len) in intervals {
            table.insert(start, len, label("a", u8::TYPE), Arc::new(()));
        }
        table
    }

    #[test]
    fn a_part_is_present_and_a_neighbour_is_not() {
        let mut table = table(&[(100, 50), (150, 10), (200, 8)]);
        for (start, len, offset) in [(100, 50, 0), (120, 30, 20), (150, 10, 0), (207, 1, 7)] {
            assert_eq!(
                table.find(start, len).unwrap().unwrap().window,
                offset..offset + len,
                "{start}+{len}"
            );
        }
        for (start, len) in [(0, 100), (160, 40), (208, 1), (90, 10)] {
            assert!(table.find(start, len).unwrap().is_none(), "{start}+{len}");
        }
    }

    #[test]
    fn partial_overlap_is_an_error() {
        let mut table = table(&[(100, 50), (150, 10)]);
        for (start, len) in [(90, 11), (99, 61), (100, 51), (149, 2), (155, 6), (0, 1000)] {
            assert!(table.find(start, len).is_err(), "{start}+{len}");
        }
        assert_eq!(
            table.find(90, 11).unwrap_err().to_string(),
            "overlaps `a[0..50]`, which is mapped, and is no part of it: map the whole of both first"
        );
        let part = Label { name: "b", ty: f64::TYPE, lo: 7 };
        assert_eq!(
            (part.text(16), part.text(0), part.text(8)),
            ("`b[7..9]`".into(), "`b[7..7]`".into(), "`b[7..8]`".into())
        );
        assert_eq!(label("x", f64::TYPE).text(8), "`x`");
    }

    #[test]
    fn an_entry_goes_with_its_last_reference_and_no_later_one_with_it() {
        let mut table = table(&[(100, 50)]);
        let id = table.find(100, 50).unwrap().unwrap().entry.id;
        table.same(100, id).unwrap().count += 1;
        assert!(table.release(100, id, false).is_none());
        assert!(table.release(100, id, false).is_some());
        let later = table.insert(100, 20, label("b", u8::TYPE), Arc::new(()));
        assert!(table.release(100, id, true).is_none(), "an old id releases nothing");
        assert!(table.release(100, later, true).is_some());
    }
}
