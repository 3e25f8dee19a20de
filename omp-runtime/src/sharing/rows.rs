//! Own elements of nested rows, `c[i][j]`: a collapsed loop's, or the columns of an inner index.

use std::{
    marker::PhantomData,
    ops::{Index, IndexMut},
    panic::Location,
    sync::OnceLock,
};

use super::{
    map::{AnyMap, Map, Plan},
    own,
};
use crate::parts::{Axis, Distribution, Parts};

mod sealed {
    pub trait Sealed {}
}

/// A row of a two-dimensional array.
pub trait Row: sealed::Sealed {
    /// What a row holds.
    type Element;
    /// The row's elements.
    fn elements(&mut self) -> &mut [Self::Element];
}

macro_rules! row {
    ($([$($g:tt)*] $t:ty;)*) => {$(
        impl<$($g)*> sealed::Sealed for $t {}
        impl<$($g)*> Row for $t {
            type Element = T;
            fn elements(&mut self) -> &mut [T] {
                self
            }
        }
    )*};
}
row! { [T] Vec<T>; [T] Box<[T]>; [T] &mut [T]; [T, const M: usize] [T; M]; }

/// Which element `c[i][j]` an iteration owns.
#[derive(Clone, Copy, Debug)]
pub struct RowMap {
    pub(super) rows: Option<AnyMap>,
    pub(super) columns: AnyMap,
}

impl RowMap {
    /// `collapse(2)`: the outer loop's index gives the row, the inner loop's the column.
    #[must_use]
    pub fn collapsed(rows: Map<1>, columns: Map<1>) -> Self {
        Self { rows: Some(rows.any()), columns: columns.any() }
    }

    /// The loop's index gives the column, `c[k][i]`; the iteration owns it in every row.
    #[must_use]
    pub fn columns(columns: Map<1>) -> Self {
        Self { rows: None, columns: columns.any() }
    }
}

/// A row's elements, by address: a `&mut [T]` of a row that two threads share would alias.
#[derive(Clone, Copy)]
pub(super) struct RawRow {
    start: *mut (),
    len: usize,
}

impl RawRow {
    pub(super) fn of<T>(elements: &mut [T]) -> Self {
        Self { start: elements.as_mut_ptr().cast(), len: elements.len() }
    }

    /// Element 0 and the length, of the type that the table was made for.
    pub(super) fn elements<T>(&self) -> (*mut T, usize) {
        (self.start.cast(), self.len)
    }
}

/// The table of the rows of `array`.
pub(super) fn raw_rows<R: Row>(array: &mut [R]) -> Vec<RawRow> {
    array.iter_mut().map(|row| RawRow::of(row.elements())).collect()
}

/// A two-dimensional array, exclusively borrowed for one construct, of which each iteration owns elements.
pub struct OwnRows<'a, T> {
    rows: Vec<RawRow>,
    name: &'static str,
    map: RowMap,
    at: &'static Location<'static>,
    plan: OnceLock<RowPlan>,
    borrow: PhantomData<&'a mut T>,
}

// SAFETY: it is a `&'a mut [R]` of the rows.
unsafe impl<T: Send> Send for OwnRows<'_, T> {}
// SAFETY: `&OwnRows` gives out blocks, each element to one thread at a time (contract of `Parts::blocks`).
unsafe impl<T: Send> Sync for OwnRows<'_, T> {}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct RowPlan {
    rows: Option<Plan>,
    columns: Plan,
    /// The trip count of the loops inside of the rows'.
    inner: u64,
    rows_fall: bool,
    columns_fall: bool,
}

/// The elements of the rows of `array` that `map` gives to each iteration.
#[track_caller]
pub fn own_rows<'a, R: Row>(name: &'static str, array: &'a mut [R], map: RowMap) -> OwnRows<'a, R::Element> {
    OwnRows::of_table(raw_rows(array), name, map, Location::caller())
}

impl<T> OwnRows<'_, T> {
    /// The rows in the table are borrowed for as long as this lives.
    pub(super) fn of_table(
        rows: Vec<RawRow>,
        name: &'static str,
        map: RowMap,
        at: &'static Location<'static>,
    ) -> Self {
        Self { rows, name, map, at, plan: OnceLock::new(), borrow: PhantomData }
    }
}

impl RowMap {
    pub(super) fn plan(&self, axes: &[Axis], name: &str, at: &Location<'_>) -> RowPlan {
        let (outer, column_axes) = axes.split_at(usize::from(self.rows.is_some()).min(axes.len()));
        let rows = self.rows.map(|map| own::plan(map, outer, name, at));
        let columns = own::plan(self.columns, column_axes, name, at);
        RowPlan {
            rows,
            columns,
            // The trips of all loops have been counted in 64 bits: so can these.
            inner: column_axes.iter().fold(1, |trips, axis| trips.saturating_mul(axis.trips)),
            rows_fall: rows.is_some_and(|rows| rows.falls()),
            columns_fall: columns.falls(),
        }
    }
}

impl<T> Parts for OwnRows<'_, T> {
    type Blocks<'c> = Block2<'c, T>;

    fn enter(&self, axes: &[Axis], _how: Distribution) {
        own::enter_once(&self.plan, self.map.plan(axes, self.name, self.at), self.name);
    }

    unsafe fn blocks<'c>(&self, from: u64, to: u64) -> Block2<'c, T> {
        let plan = self.plan.get().expect("`enter` comes before `blocks`");
        // SAFETY: the table is this part's, the elements are borrowed with it, and disjoint runs of iterations,
        // which the caller promises, own disjoint elements.
        unsafe { Block2::new((self.rows.as_ptr(), self.rows.len()), plan.owned(from, to), self.name) }
    }
}

impl RowPlan {
    pub(super) fn owned(&self, from: u64, to: u64) -> Owned {
        if from >= to {
            return Owned::Nothing;
        }
        let Some(rows) = &self.rows else {
            let (lo, hi) = self.columns.interval(from, to, (0, usize::MAX));
            return Owned::Columns { lo, hi };
        };
        let key = |iteration: u64, end: bool| {
            let (row, column) = (iteration / self.inner, iteration % self.inner);
            let (lo, hi) = self.columns.reach(column);
            // The element of the iteration that comes first, or last, in the direction of the columns.
            let column = if end == self.columns_fall { lo } else { hi - 1 };
            self.key(rows.reach(row).0, column)
        };
        Owned::Run {
            first: key(from, false),
            last: key(to - 1, true),
            falls: (self.rows_fall, self.columns_fall),
        }
    }

    fn key(&self, row: i128, column: i128) -> (i128, i128) {
        direct((row, column), (self.rows_fall, self.columns_fall))
    }
}

/// Row and column, negated where the index falls: iterations then come in ascending order.
#[inline]
fn direct((row, column): (i128, i128), (rows_fall, columns_fall): (bool, bool)) -> (i128, i128) {
    (if rows_fall { -row } else { row }, if columns_fall { -column } else { column })
}

/// What a chunk owns. Chunks of a collapsed loop own what lies between their first and last element in the
/// order of the iterations, so that two chunks are as disjoint as their runs of iterations.
#[derive(Clone, Copy)]
pub(super) enum Owned {
    Nothing,
    Columns { lo: usize, hi: usize },
    Run { first: (i128, i128), last: (i128, i128), falls: (bool, bool) },
}

/// The elements `c[i][j]` that belong to a chunk, indexed with `(i, j)`.
pub struct Block2<'c, T> {
    rows: *const RawRow,
    count: usize,
    owned: Owned,
    name: &'static str,
    chunk: PhantomData<fn(&'c ()) -> &'c ()>,
    elements: PhantomData<*mut T>,
}

// SAFETY: nobody else reaches the elements that the block gives out during 'c; the table is only read.
unsafe impl<T: Send> Send for Block2<'_, T> {}
// SAFETY: `&Block2` gives out `&T` alone.
unsafe impl<T: Sync> Sync for Block2<'_, T> {}

impl<T> Block2<'_, T> {
    /// # Safety
    /// During `'c` the table is valid, its rows hold `T`s, and the elements of `owned` are reached only through
    /// this block.
    pub(super) unsafe fn new(
        (rows, count): (*const RawRow, usize),
        owned: Owned,
        name: &'static str,
    ) -> Self {
        Self { rows, count, owned, name, chunk: PhantomData, elements: PhantomData }
    }

    /// The number of rows of the whole array.
    #[expect(clippy::len_without_is_empty, reason = "asked by code written for the array")]
    pub fn len(&self) -> usize {
        self.count
    }

    /// The number of columns of a row.
    ///
    /// # Panics
    /// When there is no such row.
    #[track_caller]
    pub fn row_len(&self, row: usize) -> usize {
        self.row(row).len
    }

    #[inline]
    #[track_caller]
    fn row(&self, row: usize) -> &RawRow {
        let count = self.count;
        assert!(row < count, "index out of bounds: the len is {count} but the index is {row}");
        // SAFETY: the table has `count` rows and lives in the construct's part, longer than 'c.
        unsafe { &*self.rows.add(row) }
    }

    #[inline]
    fn owns(&self, row: usize, column: usize) -> bool {
        match self.owned {
            Owned::Nothing => false,
            Owned::Columns { lo, hi } => (lo..hi).contains(&column),
            Owned::Run { first, last, falls } => {
                let key = direct((row as i128, column as i128), falls);
                first <= key && key <= last
            }
        }
    }

    #[inline]
    #[track_caller]
    fn element(&self, (row, column): (usize, usize)) -> *mut T {
        let RawRow { start, len } = *self.row(row);
        assert!(column < len, "index out of bounds: the len is {len} but the index is {column}");
        let name = self.name;
        assert!(self.owns(row, column), "`{name}[{row}][{column}]` belongs to another thread");
        // SAFETY: just checked.
        unsafe { start.cast::<T>().add(column) }
    }
}

impl<T> Index<(usize, usize)> for Block2<'_, T> {
    type Output = T;

    #[inline]
    #[track_caller]
    fn index(&self, at: (usize, usize)) -> &T {
        // SAFETY: in bounds and this block's.
        unsafe { &*self.element(at) }
    }
}

impl<T> IndexMut<(usize, usize)> for Block2<'_, T> {
    #[inline]
    #[track_caller]
    fn index_mut(&mut self, at: (usize, usize)) -> &mut T {
        // SAFETY: as above; `&mut self` makes the reference unique.
        unsafe { &mut *self.element(at) }
    }
}
