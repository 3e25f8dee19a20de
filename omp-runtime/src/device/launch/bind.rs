//! What a kernel gets in place of each captured variable.

use std::sync::Arc;

use crate::device::{
    args::{Arg, Host, Kind},
    codegen::Extent,
    data::{
        map::{self, Held},
        transfer::{Device, Storage},
    },
    devices::DeviceKind,
    failure::Failure,
    opencl::{Buffer, Sharing},
};

/// The device's side of a captured variable.
#[derive(Debug)]
pub(crate) enum Bound {
    /// A value, a reduction variable that is not present, an empty array.
    Nothing,
    /// A counterpart in the data environment.
    Held(Held),
    /// Memory of the program's own.
    Slice { storage: Arc<Storage>, offset: usize },
    /// The host's memory, which the device shares, as a buffer.
    Shared(Buffer),
    /// The same, on a device that takes the host's pointers.
    Pointer(*const u8),
}

impl Bound {
    /// The memory in the data environment, and where in it the variable starts, in bytes.
    pub(crate) fn storage(&self) -> Option<(&Storage, usize)> {
        match self {
            Self::Nothing | Self::Pointer(_) | Self::Shared(_) => None,
            Self::Held(held) => Some((held.storage(), held.offset())),
            Self::Slice { storage, offset } => Some((storage, *offset)),
        }
    }
}

/// Maps a variable for a launch. `written`: the region may write it.
///
/// # Panics
/// If it is mapped in part.
#[track_caller]
pub(super) fn enter(device: &'static Device, arg: &mut Arg<'_>, written: bool) -> Result<Bound, Failure> {
    let bound = match &arg.kind {
        Kind::Value(_) => Bound::Nothing,
        Kind::Reduction(_) => map::enter_present(device, arg)?.map_or(Bound::Nothing, Bound::Held),
        Kind::Mapped(_) => match share(device, arg, written)? {
            Some(shared) => shared,
            None => map::enter(device, arg)?.map_or(Bound::Nothing, Bound::Held),
        },
        Kind::Device(slice, _) => slice.on(device, arg.name)?,
        Kind::Deferred(_) => panic!("`{}` is lent to deferred operations: this construct waits", arg.name),
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

/// Has the kernel use the host's memory, if the device is the host's processor and the region makes no difference between
/// the host's values and the device's: all that it writes is copied back.
#[track_caller]
fn share(device: &'static Device, arg: &mut Arg<'_>, written: bool) -> Result<Option<Bound>, Failure> {
    let context = device.context()?;
    let sharing = context.sharing();
    if device.kind() != DeviceKind::Cpu || sharing == Sharing::None || map::is_present(device, arg) {
        return Ok(None);
    }
    let Kind::Mapped(mapping) = &mut arg.kind else { return Ok(None) };
    let copies_out = mapping.map.copies_out();
    let (pointer, len) = match &mut mapping.host {
        Host::Exclusive(host) if copies_out => (host.as_mut_ptr(), host.len()),
        Host::Shared(host) if !written => (host.as_ptr().cast_mut(), host.len()),
        _ => return Ok(None),
    };
    if len == 0 {
        return Ok(None);
    }
    if sharing == Sharing::System {
        return Ok(Some(Bound::Pointer(pointer)));
    }
    // SAFETY: `arg` borrows the memory for longer than `Bound` lives, exclusively where the kernel writes; the launch waits
    // for the kernel, and touches the bytes neither before nor meanwhile.
    let buffer = unsafe { context.share(pointer, len) }?;
    Ok(Some(Bound::Shared(buffer)))
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
        Kind::Deferred(lent) => {
            (lent.len, lent.lo, lent.bytes.checked_div(arg.ty.size()).unwrap_or(lent.len))
        }
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
    matches!(arg.kind, Kind::Mapped(_) | Kind::Deferred(_) | Kind::Device(..))
        && (lo > 0 || hi < len || shift(arg, bound) != 0)
}
