//! Variables that the threads of a region share. README.md in this folder argues why no two accesses race.

pub(crate) mod atomic;
pub(crate) mod block;
pub(crate) mod guard;
pub(crate) mod guarded;
pub(crate) mod last_private;
pub(crate) mod layers;
pub(crate) mod map;
mod mode;
pub(crate) mod own;
pub(crate) mod part;
pub(crate) mod part_rows;
pub(crate) mod phased;
pub(crate) mod racy;
pub(crate) mod rows;
#[cfg(test)]
mod tests;
