//! Slices and their adapters.

use std::{ops::Range, slice};

use super::Items;

/// `slice.iter()`
#[derive(Clone, Debug)]
pub struct Iter<'a, T>(&'a [T]);

/// `slice.iter_mut()`
#[derive(Debug)]
pub struct IterMut<'a, T>(&'a mut [T]);

/// `slice.iter()`
pub fn iter<T: Sync>(slice: &[T]) -> Iter<'_, T> {
    Iter(slice)
}

/// `slice.iter_mut()`
pub fn iter_mut<T: Send>(slice: &mut [T]) -> IterMut<'_, T> {
    IterMut(slice)
}

impl<'a, T: Sync> Items for Iter<'a, T> {
    type Item = &'a T;
    type Iter = slice::Iter<'a, T>;
    fn len(&self) -> usize {
        self.0.len()
    }
    fn split_at(self, mid: usize) -> (Self, Self) {
        let (a, b) = self.0.split_at(mid);
        (Self(a), Self(b))
    }
    fn into_iter(self) -> Self::Iter {
        self.0.iter()
    }
}

impl<'a, T: Send> Items for IterMut<'a, T> {
    type Item = &'a mut T;
    type Iter = slice::IterMut<'a, T>;
    fn len(&self) -> usize {
        self.0.len()
    }
    fn split_at(self, mid: usize) -> (Self, Self) {
        let (a, b) = self.0.split_at_mut(mid);
        (Self(a), Self(b))
    }
    fn into_iter(self) -> Self::Iter {
        self.0.iter_mut()
    }
}

macro_rules! chunked {
    ($(
        $(#[$doc:meta])* $name:ident, $function:ident, $std:ident, [$($mutable:tt)?], $bound:ident, $split:ident,
        ($($derive:ident)*), |$slice:ident, $size:ident| $len:expr, $trim:expr;
    )*) => {$(
        $(#[$doc])*
        #[derive(Debug, $($derive)*)]
        pub struct $name<'a, T> {
            slice: &'a $($mutable)? [T],
            size: usize,
        }

        $(#[$doc])*
        ///
        /// # Panics
        /// When `size` is 0.
        #[track_caller]
        pub fn $function<T: $bound>($slice: & $($mutable)? [T], $size: usize) -> $name<'_, T> {
            assert!($size > 0, concat!(stringify!($function), "(0): a chunk has at least one element"));
            $name { slice: $trim, size: $size }
        }

        impl<'a, T: $bound> Items for $name<'a, T> {
            type Item = &'a $($mutable)? [T];
            type Iter = slice::$name<'a, T>;
            fn len(&self) -> usize {
                let ($slice, $size) = (&self.slice, self.size);
                $len
            }
            fn split_at(self, mid: usize) -> (Self, Self) {
                // The last chunk may be short, and `mid` may be behind it.
                let at = mid.saturating_mul(self.size).min(self.slice.len());
                let (a, b) = self.slice.$split(at);
                (Self { slice: a, size: self.size }, Self { slice: b, size: self.size })
            }
            fn into_iter(self) -> Self::Iter {
                self.slice.$std(self.size)
            }
        }
    )*};
}
chunked! {
    /// `slice.chunks(size)`
    Chunks, chunks, chunks, [], Sync, split_at, (Clone), |slice, size| slice.len().div_ceil(size), slice;
    /// `slice.chunks_mut(size)`
    ChunksMut, chunks_mut, chunks_mut, [mut], Send, split_at_mut, (), |slice, size| slice.len().div_ceil(size), slice;
    /// `slice.chunks_exact(size)`
    ChunksExact, chunks_exact, chunks_exact, [], Sync, split_at, (Clone), |slice, size| slice.len() / size, slice;
    /// `slice.chunks_exact_mut(size)`
    ChunksExactMut, chunks_exact_mut, chunks_exact_mut, [mut], Send, split_at_mut, (),
    |slice, size| slice.len() / size, slice;
}

/// `items.enumerate()`
#[derive(Clone, Debug)]
pub struct Enumerate<A> {
    items: A,
    first: usize,
}

impl<A> Enumerate<A> {
    pub(super) fn new(items: A) -> Self {
        Self { items, first: 0 }
    }
}

impl<A: Items> Items for Enumerate<A> {
    type Item = (usize, A::Item);
    type Iter = std::iter::Zip<Range<usize>, A::Iter>;
    fn len(&self) -> usize {
        self.items.len()
    }
    fn split_at(self, mid: usize) -> (Self, Self) {
        let (a, b) = self.items.split_at(mid);
        (Self { items: a, first: self.first }, Self { items: b, first: self.first + mid })
    }
    fn into_iter(self) -> Self::Iter {
        (self.first..self.first + self.items.len()).zip(self.items.into_iter())
    }
}

/// `a.zip(b)`
#[derive(Clone, Debug)]
pub struct Zip<A, B>(A, B);

impl<A, B> Zip<A, B> {
    pub(super) fn new(a: A, b: B) -> Self {
        Self(a, b)
    }
}

impl<A: Items, B: Items> Items for Zip<A, B> {
    type Item = (A::Item, B::Item);
    type Iter = std::iter::Zip<A::Iter, B::Iter>;
    fn len(&self) -> usize {
        self.0.len().min(self.1.len())
    }
    fn split_at(self, mid: usize) -> (Self, Self) {
        let ((a, c), (b, d)) = (self.0.split_at(mid), self.1.split_at(mid));
        (Self(a, b), Self(c, d))
    }
    fn into_iter(self) -> Self::Iter {
        self.0.into_iter().zip(self.1.into_iter())
    }
}
