//! The elements of a slice that belong to a chunk of iterations.

use std::{
    fmt,
    marker::PhantomData,
    ops::{Index, IndexMut, Range},
};

use crate::reads::{Start, Trips, Word};

/// Elements `lo..hi` of a slice, indexed as the slice is.
///
/// An index outside `lo..hi` panics. The block ends with its chunk: `'c` is invariant and chosen by the
/// runtime, so a block can be moved, swapped with another or forgotten, and never leaves the chunk.
pub struct Block<'c, T> {
    /// Element 0 of the slice; a block dereferences only `lo..lo + count` from here.
    start: *mut T,
    lo: usize,
    count: usize,
    /// The slice's length and name: for `len` and messages.
    len: usize,
    name: &'static str,
    chunk: PhantomData<fn(&'c ()) -> &'c ()>,
}

// SAFETY: a block is a `&'c mut [T]` with other indices: nobody else reaches its elements during 'c.
unsafe impl<T: Send> Send for Block<'_, T> {}
// SAFETY: `&Block` gives out `&T` alone.
unsafe impl<T: Sync> Sync for Block<'_, T> {}

impl<T> Block<'_, T> {
    /// The block of elements `lo..hi` of the `len` elements at `start`.
    ///
    /// # Safety
    /// `lo <= hi <= len`, and during `'c` those elements are valid and reached only through this block.
    #[inline]
    pub(crate) unsafe fn new(
        start: *mut T,
        (lo, hi): (usize, usize),
        len: usize,
        name: &'static str,
    ) -> Self {
        Self { start, lo, count: hi - lo, len, name, chunk: PhantomData }
    }

    /// The number of elements of the whole slice.
    #[inline]
    #[expect(clippy::len_without_is_empty, reason = "asked by code written for the slice")]
    pub fn len(&self) -> usize {
        self.len
    }

    /// The indices that belong to the block.
    #[inline]
    pub fn range(&self) -> Range<usize> {
        self.lo..self.lo + self.count
    }

    /// The block's own elements, the first of them at index 0.
    #[inline]
    pub fn own(&self) -> &[T] {
        // SAFETY: the block's elements are valid and borrowed with the block.
        unsafe { std::slice::from_raw_parts(self.start.add(self.lo), self.count) }
    }

    /// The block's own elements, the first of them at index 0.
    #[inline]
    pub fn own_mut(&mut self) -> &mut [T] {
        // SAFETY: as above, and exclusively borrowed with the block.
        unsafe { std::slice::from_raw_parts_mut(self.start.add(self.lo), self.count) }
    }

    /// The element, or `None` when it is not the block's.
    #[inline]
    pub fn get(&self, index: usize) -> Option<&T> {
        self.own().get(index.wrapping_sub(self.lo))
    }

    /// The element, or `None` when it is not the block's.
    #[inline]
    pub fn get_mut(&mut self, index: usize) -> Option<&mut T> {
        let at = index.wrapping_sub(self.lo);
        self.own_mut().get_mut(at)
    }

    /// Row `row` of a matrix with `columns` columns in row order.
    #[inline]
    #[track_caller]
    pub fn row(&self, row: usize, columns: usize) -> &[T] {
        &self[row_range(row, columns)]
    }

    /// Row `row` of a matrix with `columns` columns in row order.
    #[inline]
    #[track_caller]
    pub fn row_mut(&mut self, row: usize, columns: usize) -> &mut [T] {
        &mut self[row_range(row, columns)]
    }

    /// The `width` elements that belong to iteration `index`, from `offset + width * index` on, as far as the slice goes.
    #[inline]
    pub fn own_row(&mut self, index: usize, width: usize, offset: i128) -> OwnRow<'_, T> {
        let start = (index as i128).checked_mul(width as i128).and_then(|start| start.checked_add(offset));
        let start = start.and_then(|start| usize::try_from(start).ok()).unwrap_or(usize::MAX);
        let from = start.wrapping_sub(self.lo).min(self.count);
        let to = from + width.min(self.count - from);
        let (name, len) = (self.name, self.len);
        OwnRow { elements: &mut self.own_mut()[from..to], start, len, name }
    }

    /// Where the elements are whose indices in the slice go from the first to the second word while the loop runs.
    #[inline]
    pub fn find(&self, ends: (Word, Word), trips: Trips) -> Start {
        trips.start(ends, self.lo, self.count)
    }

    /// The elements that [`find`](Self::find) has found.
    ///
    /// # Panics
    /// Perhaps, when they are not all there.
    #[inline]
    pub fn found(&mut self, start: Start, trips: Trips) -> &mut [T] {
        start.of_mut(self.own_mut(), trips)
    }

    pub(crate) fn raw(&mut self) -> (*mut T, (usize, usize), usize) {
        (self.start, (self.lo, self.lo + self.count), self.len)
    }

    #[inline]
    #[track_caller]
    fn check(&self, range: &Range<usize>) -> Range<usize> {
        let from = range.start.wrapping_sub(self.lo);
        let to = range.end.wrapping_sub(self.lo);
        if from > to || to > self.count {
            refuse_range(self.name, range, &self.range(), self.len);
        }
        from..to
    }
}

#[track_caller]
fn row_range(row: usize, columns: usize) -> Range<usize> {
    let start = row.checked_mul(columns).and_then(|start| Some(start..start.checked_add(columns)?));
    start.expect("the index of a row exceeds usize::MAX")
}

impl<T> Index<usize> for Block<'_, T> {
    type Output = T;

    #[inline(always)]
    #[track_caller]
    #[expect(clippy::inline_always, reason = "the check vanishes only where the loop's bounds are seen")]
    fn index(&self, index: usize) -> &T {
        // One comparison: below `lo` the difference wraps to more than any count. In a loop that indexes with its
        // variable this is an exit whose iteration LLVM can compute, so that the loop is vectorised up to there.
        if index.wrapping_sub(self.lo) >= self.count {
            refuse(self.name, index, &self.range(), self.len, "thread");
        }
        // SAFETY: `lo <= index < lo + count`, which `new` was promised is valid and this block's.
        unsafe { &*self.start.add(index) }
    }
}

impl<T> IndexMut<usize> for Block<'_, T> {
    #[inline(always)]
    #[track_caller]
    #[expect(clippy::inline_always, reason = "the check vanishes only where the loop's bounds are seen")]
    fn index_mut(&mut self, index: usize) -> &mut T {
        if index.wrapping_sub(self.lo) >= self.count {
            refuse(self.name, index, &self.range(), self.len, "thread");
        }
        // SAFETY: as above; `&mut self` makes the reference unique.
        unsafe { &mut *self.start.add(index) }
    }
}

impl<T> Index<Range<usize>> for Block<'_, T> {
    type Output = [T];

    #[inline]
    #[track_caller]
    fn index(&self, range: Range<usize>) -> &[T] {
        &self.own()[self.check(&range)]
    }
}

impl<T> IndexMut<Range<usize>> for Block<'_, T> {
    #[inline]
    #[track_caller]
    fn index_mut(&mut self, range: Range<usize>) -> &mut [T] {
        let range = self.check(&range);
        &mut self.own_mut()[range]
    }
}

impl<T: fmt::Debug> fmt::Debug for Block<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Block").field("range", &self.range()).field("own", &self.own()).finish()
    }
}

#[cold]
#[inline(never)]
#[track_caller]
pub(crate) fn refuse(name: &str, index: usize, own: &Range<usize>, len: usize, whose: &str) -> ! {
    assert!(index < len, "index out of bounds: the len is {len} but the index is {index}");
    let Range { start, end } = *own;
    let owned = if start == end { format!("nothing of {name}") } else { format!("{name}[{start}..{end}]") };
    panic!("`{name}[{index}]` belongs to another {whose}: this one owns {owned}");
}

#[cold]
#[inline(never)]
#[track_caller]
fn refuse_range(name: &str, range: &Range<usize>, own: &Range<usize>, len: usize) -> ! {
    let Range { start, end } = *range;
    assert!(start <= end, "slice index starts at {start} but ends at {end}");
    assert!(end <= len, "range end index {end} out of range for slice of length {len}");
    panic!(
        "`{name}[{start}..{end}]` belongs to other threads too: this one owns {name}[{}..{}]",
        own.start, own.end
    );
}

/// The elements of one iteration, counted from its own start. Indexed like a slice, but no slice to lints: the user's
/// loop over it indexes the whole array.
#[derive(Debug)]
pub struct OwnRow<'r, T> {
    elements: &'r mut [T],
    /// The index of the first of them in the whole slice.
    start: usize,
    /// The whole slice's length.
    len: usize,
    name: &'static str,
}

impl<T> OwnRow<'_, T> {
    /// Where the elements are whose indices in the whole slice go from the first to the second word while the loop runs.
    #[inline]
    pub fn find(&self, ends: (Word, Word), trips: Trips) -> Start {
        trips.start(ends, self.start, self.elements.len())
    }

    /// The elements that [`find`](Self::find) has found.
    ///
    /// # Panics
    /// Perhaps, when they are not all there.
    #[inline]
    pub fn found(&mut self, start: Start, trips: Trips) -> &mut [T] {
        start.of_mut(self.elements, trips)
    }
}

/// Takes the row's parts by value: a row whose address is known elsewhere would have to stay in memory, and its loops
/// would load its pointer again after each store.
#[cold]
#[inline(never)]
#[track_caller]
fn refuse_in_row(name: &str, (start, count): (usize, usize), index: usize, len: usize) -> ! {
    // Wrapping: `row[j - 1]` with `j` zero is the element before the row.
    refuse(name, start.wrapping_add(index), &(start..start.saturating_add(count)), len, "iteration")
}

impl<T> Index<usize> for OwnRow<'_, T> {
    type Output = T;
    #[inline]
    #[track_caller]
    fn index(&self, index: usize) -> &T {
        match self.elements.get(index) {
            Some(element) => element,
            None => refuse_in_row(self.name, (self.start, self.elements.len()), index, self.len),
        }
    }
}

impl<T> IndexMut<usize> for OwnRow<'_, T> {
    #[inline]
    #[track_caller]
    fn index_mut(&mut self, index: usize) -> &mut T {
        if index >= self.elements.len() {
            refuse_in_row(self.name, (self.start, self.elements.len()), index, self.len);
        }
        &mut self.elements[index]
    }
}
