//! The data environment for deferred operations: what is there, and copies that are not waited for.

use std::sync::Arc;

use super::{
    elements::holds_bool,
    map::{Held, locate},
    table::{Entry, Part},
    transfer::{self, Device, Storage},
};
use crate::device::{
    args::Arg,
    deferred::lent::{Lent, Use},
    failure::Failure,
    opencl::Event,
};

/// The counterpart of a variable that is present.
#[derive(Debug)]
pub(crate) struct Present {
    pub(crate) storage: Arc<Storage>,
    /// Where in it the variable starts, in bytes.
    pub(crate) offset: usize,
}

impl Present {
    fn of(part: &Part<'_, Storage>) -> Self {
        Self { storage: Arc::clone(&part.entry.storage), offset: part.window.start }
    }
}

/// Why an operation cannot be deferred: the host has newer values, which are sent to the device first.
fn newer(entry: &Entry<Storage>) -> Result<(), Failure> {
    if entry.newer.is_empty() { Ok(()) } else { Err(Failure::new("the host has newer values")) }
}

/// Looks for the counterpart of a variable. It stays present, or not, as it is: the operation has the memory itself.
///
/// # Panics
/// If the variable overlaps what is present, or is present with other elements.
#[track_caller]
pub(crate) fn present(device: &'static Device, arg: &Arg<'_>) -> Result<Option<Present>, Failure> {
    let mut table = transfer::table(device);
    let Some(part) = locate(&mut table, arg) else { return Ok(None) };
    newer(part.entry)?;
    Ok(Some(Present::of(&part)))
}

/// New memory for a variable, and its values on their way there, after the commands of `wait`.
///
/// # Safety
/// The variable must stay lent until the memory has settled, and what writes it must be among `wait`.
pub(crate) unsafe fn send(
    device: &'static Device,
    arg: &Arg<'_>,
    lent: &Lent,
    wait: &[&Event],
) -> Result<Storage, Failure> {
    let mut storage = transfer::allocate(device, lent.bytes, arg.name)?;
    if matches!(lent.using, Use::Map(map) if map.copies_in()) {
        // SAFETY: the caller keeps the variable.
        unsafe { transfer::send_after(device, &mut storage, (lent.pointer.as_ptr(), lent.bytes), wait) }?;
    } else if holds_bool(arg.ty) {
        // A byte of a `bool` is 0 or 1, also where no iteration writes it.
        transfer::clear_later(device, &mut storage, lent.bytes)?;
    }
    Ok(storage)
}

/// `enter data`: counts one reference more, or makes an entry of memory whose values are on their way.
///
/// # Safety
/// As [`send`].
///
/// # Panics
/// As [`present`].
#[track_caller]
pub(crate) unsafe fn enter(
    device: &'static Device,
    arg: &Arg<'_>,
    lent: &Lent,
    wait: &[&Event],
) -> Result<Held, Failure> {
    let mut table = transfer::table(device);
    if let Some(part) = locate(&mut table, arg) {
        newer(part.entry)?;
        return Ok(Held::of(device, part));
    }
    // SAFETY: the caller promises what is needed.
    let storage = Arc::new(unsafe { send(device, arg, lent, wait) }?);
    let start = lent.pointer.addr().get();
    let id = table.insert(start, lent.bytes, arg.label(), Arc::clone(&storage));
    Ok(Held::fresh(device, (start, id), storage))
}

/// `exit data`: counts one reference less, or none at all if `all`. With the last one, the memory that has the values.
///
/// # Panics
/// As [`present`].
#[track_caller]
pub(crate) fn exit(device: &'static Device, arg: &Arg<'_>, all: bool) -> Option<Present> {
    let mut table = transfer::table(device);
    let part = locate(&mut table, arg)?;
    let (start, id, present) = (part.start, part.entry.id, Present::of(&part));
    table.release(start, id, all).map(|_| present)
}
