//! Loops over things that are split by index rather than counted: slices, their chunks, and what `enumerate` and `zip`
//! make of them; with the feature `rayon`, every `IndexedParallelIterator`.
//!
//! All of it is safe code: a piece is moved to the thread that runs it, so an `&mut` item exists once.

#[cfg(feature = "rayon")]
mod indexed;
mod into;
mod share;
mod slices;
#[cfg(test)]
mod tests;

#[cfg(feature = "rayon")]
pub use indexed::{Indexed, parallel_for_indexed, parallel_for_indexed_reduce};
pub use into::{IntoItems, Numbers, items};
pub use share::{ItemsReduceShare, ItemsShare, for_items, parallel_for_items, parallel_for_items_reduce};
pub use slices::{
    Chunks, ChunksExact, ChunksExactMut, ChunksMut, Enumerate, Iter, IterMut, Zip, chunks, chunks_exact,
    chunks_exact_mut, chunks_mut, iter, iter_mut,
};

/// Items that can be split by index.
pub trait Items: Sized + Send {
    /// What the loop variable is bound to.
    type Item;
    /// The items of one piece, in order.
    type Iter: Iterator<Item = Self::Item>;

    /// The number of items.
    fn len(&self) -> usize;

    /// Whether there are no items.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The first `mid <= len()` items, and the others.
    #[must_use]
    fn split_at(self, mid: usize) -> (Self, Self);

    /// The items, to be run.
    fn into_iter(self) -> Self::Iter;

    /// Each item with its index.
    #[must_use]
    fn enumerate(self) -> Enumerate<Self> {
        Enumerate::new(self)
    }

    /// Pairs with the items of `other`, as many as the shorter has.
    #[must_use]
    fn zip<B: IntoItems>(self, other: B) -> Zip<Self, B::Items> {
        Zip::new(self, other.into_items())
    }
}
