//! What a kernel gets in place of each captured variable.

use std::sync::Arc;

use crate::device::{
    args::{Arg, Kind},
    codegen::Extent,
    data::{
        map::{self, Held},
        transfer::{Buffer, Device},
    },
    failure::Failure,
};

/// The device's side of a captured variable.
#[derive(Debug)]
pub(crate) enum Bound {
    /// A value, a reduction variable that is not present, an empty array.
    Nothing,
    /// A counterpart in the data environment.
    Held(Held),
    /// Memory of the program's own.
    Slice { storage: Arc<Buffer>, offset: usize },
}

impl Bound {
    /// The buffer, and where in it the variable starts, in bytes.
    pub(crate) fn storage(&self) -> Option<(&Arc<Buffer>, usize)> {
        match self {
            Self::Nothing => None,
            Self::Held(held) => Some((held.storage(), held.offset())),
            Self::Slice { storage, offset } => Some((storage, *offset)),
        }
    }
}

/// Maps a variable for a launch.
///
/// # Panics
/// If it is mapped in part.
pub(super) fn enter(device: &'static Device, arg: &Arg<'_>) -> Result<Bound, Failure> {
    let bound = match &arg.kind {
        Kind::Value(_) => Bound::Nothing,
        Kind::Reduction(_) => map::enter_present(device, arg)?.map_or(Bound::Nothing, Bound::Held),
        Kind::Mapped(_) => map::enter(device, arg)?.map_or(Bound::Nothing, Bound::Held),
        Kind::Device(slice, _) => slice.on(device, arg.name)?,
    };
    let size = arg.ty.size().max(1);
    match bound.storage() {
        Some((_, offset)) if offset % size != 0 => Err(Failure::new(format!(
            "`{}` starts in the middle of an element of what is mapped: map it with the same element type",
            arg.name
        ))),
        _ => Ok(bound),
    }
}

/// Ends the mapping of a launch that went well.
///
/// # Panics
/// If the device fails: it has the only copy of the values.
#[track_caller]
pub(super) fn leave(bound: Bound, arg: &mut Arg<'_>) {
    if let Bound::Held(held) = bound
        && let Err(failure) = held.leave(arg)
    {
        panic!("the values of `{}` could not be copied from the device: {failure}", arg.name);
    }
}

/// The array's length, and which of its elements are mapped.
pub(super) fn extent(arg: &Arg<'_>) -> Extent {
    let (len, lo, count) = match &arg.kind {
        Kind::Mapped(mapping) => {
            (mapping.len, mapping.lo, mapping.host.len().checked_div(arg.ty.size()).unwrap_or(mapping.len))
        }
        Kind::Device(slice, _) => (slice.len(), 0, slice.len()),
        Kind::Value(_) | Kind::Reduction(_) => (1, 0, 1),
    };
    Extent { len: len as u64, lo: lo as u64, hi: (lo + count) as u64 }
}

/// Where element 0 of the array would be in the buffer, in elements. Below zero it wraps.
pub(super) fn shift(arg: &Arg<'_>, bound: &Bound) -> u64 {
    let offset = bound.storage().map_or(0, |(_, offset)| offset);
    let first = (offset / arg.ty.size().max(1)) as u64;
    first.wrapping_sub(extent(arg).lo)
}

/// Whether the buffer is something else than the array from its first element to its last.
pub(super) fn is_sectioned(arg: &Arg<'_>, bound: &Bound) -> bool {
    let Extent { len, lo, hi } = extent(arg);
    matches!(arg.kind, Kind::Mapped(_) | Kind::Device(..)) && (lo > 0 || hi < len || shift(arg, bound) != 0)
}
