//! Data sharing: what a name means, who touches it, and whether two threads could meet there.

pub(crate) mod access;
pub(crate) mod affine;
pub(crate) mod bound;
pub(crate) mod collect;
mod explain;
pub(crate) mod lone;
pub(crate) mod nest;
pub(crate) mod partition;
pub(crate) mod place;
pub(crate) mod race;
pub(crate) mod region;
pub(crate) mod scope;
pub(crate) mod slots;
pub(crate) mod walk;
mod walk_macro;
