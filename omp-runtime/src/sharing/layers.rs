//! Own elements of arrays that are nested three deep, `c[i][j][k]`: a layer lies in memory as one row.

use std::{
    ops::{Index, IndexMut},
    panic::Location,
};

use super::{
    map::{AnyMap, Map},
    rows::{Block2, OwnRows, RawRow, RowMap},
};
use crate::parts::{Axis, Distribution, Parts};

mod sealed {
    pub trait Sealed {}
}

/// What the first index of an array picks of which three loops own elements.
#[diagnostic::on_unimplemented(
    message = "the elements of `{Self}` do not lie in one piece: three loops cannot divide them",
    note = "nest arrays, as in `Vec<[[T; K]; J]>`, or index a flat one, as in `c[(i * m + j) * l + k]`"
)]
pub trait Layer: sealed::Sealed {
    /// What a layer holds in the end.
    type Element;
    /// How many elements the last index picks from.
    const WIDTH: usize;
    /// The layer's elements, row by row.
    fn elements(&mut self) -> &mut [Self::Element];
}

macro_rules! layer {
    ($([$($g:tt)*] $t:ty;)*) => {$(
        impl<$($g)*> sealed::Sealed for $t {}
        impl<$($g)*> Layer for $t {
            type Element = T;
            const WIDTH: usize = K;
            fn elements(&mut self) -> &mut [T] {
                self.as_flattened_mut()
            }
        }
    )*};
}
layer! {
    [T, const K: usize] Vec<[T; K]>; [T, const K: usize] Box<[[T; K]]>; [T, const K: usize] &mut [[T; K]];
    [T, const K: usize, const J: usize] [[T; K]; J];
}

/// A three-dimensional array, exclusively borrowed for one construct, of which each iteration owns elements.
pub struct OwnLayers<'a, T> {
    rows: OwnRows<'a, T>,
    width: usize,
}

/// The elements `c[i][j][k]` of `array` that three collapsed loops own, each by one of the indices.
///
/// # Panics
/// When an index leaves 128 bits.
#[track_caller]
pub fn own_layers<'a, L: Layer>(
    name: &'static str,
    array: &'a mut [L],
    layers: Map<1>,
    [rows, columns]: [Map<1>; 2],
) -> OwnLayers<'a, L::Element> {
    let flat = AnyMap::flattened(rows.any(), columns.any(), L::WIDTH);
    let flat = flat.unwrap_or_else(|| panic!("`{name}`: an index of the loop leaves the range of i128"));
    let table = array.iter_mut().map(|layer| RawRow::of(layer.elements())).collect();
    let map = RowMap { rows: Some(layers.any()), columns: flat };
    OwnLayers { rows: OwnRows::of_table(table, name, map, Location::caller()), width: L::WIDTH }
}

impl<T> Parts for OwnLayers<'_, T> {
    type Blocks<'c> = Block3<'c, T>;

    fn enter(&self, axes: &[Axis], how: Distribution) {
        self.rows.enter(axes, how);
    }

    unsafe fn blocks<'c>(&self, from: u64, to: u64) -> Block3<'c, T> {
        // SAFETY: handed on to the caller.
        Block3 { rows: unsafe { self.rows.blocks(from, to) }, width: self.width }
    }
}

/// The elements `c[i][j][k]` that belong to a chunk, indexed with `(i, j, k)`.
pub struct Block3<'c, T> {
    rows: Block2<'c, T>,
    width: usize,
}

impl<T> Block3<'_, T> {
    /// The number of layers of the whole array.
    #[expect(clippy::len_without_is_empty, reason = "asked by code written for the array")]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Where an element is in its layer.
    #[inline]
    #[track_caller]
    fn at(&self, (i, j, k): (usize, usize, usize)) -> (usize, usize) {
        let width = self.width;
        assert!(k < width, "index out of bounds: the len is {width} but the index is {k}");
        let rows = self.rows.row_len(i) / width;
        assert!(j < rows, "index out of bounds: the len is {rows} but the index is {j}");
        (i, j * width + k)
    }
}

impl<T> Index<(usize, usize, usize)> for Block3<'_, T> {
    type Output = T;

    #[inline]
    #[track_caller]
    fn index(&self, at: (usize, usize, usize)) -> &T {
        &self.rows[self.at(at)]
    }
}

impl<T> IndexMut<(usize, usize, usize)> for Block3<'_, T> {
    #[inline]
    #[track_caller]
    fn index_mut(&mut self, at: (usize, usize, usize)) -> &mut T {
        let at = self.at(at);
        &mut self.rows[at]
    }
}
