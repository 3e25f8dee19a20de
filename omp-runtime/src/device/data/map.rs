//! Entering variables into a device's data environment, and leaving it (OpenMP 5.2, 5.8.3).
//!
//! README.md, one folder up, says who may touch what.

use std::{ops::Range, sync::Arc};

use super::{
    elements::{holds_bool, leaf},
    table::{Entry, Part, Table},
    transfer::{self, Device, Storage},
};
use crate::device::{
    args::{Arg, Host, Kind},
    failure::Failure,
    types::Type,
};

/// A reference to a variable's counterpart. Dropped, it releases the reference and copies nothing.
#[derive(Debug)]
pub(crate) struct Held {
    device: &'static Device,
    /// The host address at which the entry starts, and its number.
    entry: (usize, u64),
    storage: Arc<Storage>,
    /// Where in the buffer the variable starts, in bytes.
    offset: usize,
    /// This reference made the entry: nothing was on the device before.
    fresh: bool,
    /// Still to be released.
    counted: bool,
}

impl Held {
    /// One reference more to an entry.
    pub(super) fn of(device: &'static Device, Part { entry, start, window }: Part<'_, Storage>) -> Self {
        entry.count += 1;
        let storage = Arc::clone(&entry.storage);
        let (entry, offset) = ((start, entry.id), window.start);
        Self { device, entry, storage, offset, fresh: false, counted: true }
    }

    /// The first reference to an entry.
    pub(super) fn fresh(device: &'static Device, entry: (usize, u64), storage: Arc<Storage>) -> Self {
        Self { device, entry, storage, offset: 0, fresh: true, counted: true }
    }

    pub(crate) fn storage(&self) -> &Arc<Storage> {
        &self.storage
    }

    pub(crate) fn offset(&self) -> usize {
        self.offset
    }

    pub(crate) fn is_fresh(&self) -> bool {
        self.fresh
    }

    /// Waits until the values that this reference sent are there: the borrow of the host's memory is about to end.
    pub(crate) fn settle(&self) -> Result<(), Failure> {
        if self.fresh { self.storage.settle() } else { Ok(()) }
    }

    /// Leaves the reference to a later `exit data`.
    pub(crate) fn keep(mut self) {
        self.counted = false;
    }

    /// Releases the reference. With the last one, and if the map type says so, the host gets the device's values.
    pub(crate) fn leave(mut self, arg: &mut Arg<'_>) -> Result<(), Failure> {
        let last = self.release();
        last.map_or(Ok(()), |entry| end(self.device, self.entry.0, &entry, arg))
    }

    /// The entry, if this was the last reference.
    fn release(&mut self) -> Option<Entry<Storage>> {
        let counted = std::mem::take(&mut self.counted);
        counted.then(|| transfer::table(self.device).release(self.entry.0, self.entry.1, false)).flatten()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // The values that are on their way are borrowed until here.
        let _ = self.settle();
        self.release();
    }
}

/// Enters a variable: finds its counterpart, or makes one. `None` if there is nothing to map.
///
/// # Panics
/// If the variable overlaps another, or is present with other elements.
///
/// What is copied to the device may still be on its way: see [`Held::settle`].
#[track_caller]
pub(crate) fn enter(device: &'static Device, arg: &Arg<'_>) -> Result<Option<Held>, Failure> {
    let Some(mapping) = arg.mapping() else { return Ok(None) };
    let (host, start) = (mapping.host.bytes(), mapping.host.address());
    if host.is_empty() {
        return Ok(None);
    }
    let mut table = transfer::table(device);
    if let Some(part) = locate(&mut table, arg) {
        refresh(device, part.entry, &part.window, host)?;
        return Ok(Some(Held::of(device, part)));
    }
    let mut storage = transfer::allocate(device, host.len(), arg.name)?;
    if mapping.map.copies_in() {
        // SAFETY: the `Held` that we make waits for the values when it is dropped, at the latest, and whoever calls us drops
        // it, or asks it to `settle`, before `arg` and its borrow end.
        unsafe { transfer::send(device, &mut storage, host) }?;
    } else if holds_bool(arg.ty) {
        // A byte of a `bool` is 0 or 1, also where no iteration writes it.
        transfer::clear(device, &storage, host.len())?;
    }
    let storage = Arc::new(storage);
    let id = table.insert(start, host.len(), arg.label(), Arc::clone(&storage));
    Ok(Some(Held::fresh(device, (start, id), storage)))
}

/// A reference to a reduction variable's counterpart, if it is present.
///
/// # Panics
/// As [`enter`].
#[track_caller]
pub(crate) fn enter_present(device: &'static Device, arg: &Arg<'_>) -> Result<Option<Held>, Failure> {
    let Kind::Reduction(host) = &arg.kind else { return Ok(None) };
    let mut table = transfer::table(device);
    let Some(part) = locate(&mut table, arg) else { return Ok(None) };
    refresh(device, part.entry, &part.window, host)?;
    Ok(Some(Held::of(device, part)))
}

/// Whether the variable has a counterpart.
///
/// # Panics
/// As [`enter`].
#[track_caller]
pub(crate) fn is_present(device: &'static Device, arg: &Arg<'_>) -> bool {
    locate(&mut transfer::table(device), arg).is_some()
}

/// A reference to the counterpart of some elements of this type, if they are present.
pub(super) fn view(device: &'static Device, ty: &'static Type, (start, len): (usize, usize)) -> Option<Held> {
    let mut table = transfer::table(device);
    let part = table.find(start, len).ok().flatten()?;
    leaf(part.entry.of.ty).same(leaf(ty)).then(|| Held::of(device, part))
}

/// The counterpart of a variable that is present.
///
/// # Panics
/// As [`enter`].
#[track_caller]
pub(super) fn locate<'t>(table: &'t mut Table<Storage>, arg: &Arg<'_>) -> Option<Part<'t, Storage>> {
    let (start, len) = arg.interval()?;
    if len == 0 {
        return None;
    }
    let part = match table.find(start, len) {
        Ok(part) => part?,
        Err(overlap) => panic!("map: {} {overlap}", arg.label().text(len)),
    };
    let of = part.entry.of;
    assert!(
        leaf(of.ty).same(leaf(arg.ty)),
        "map: `{}` has elements of type `{}`, but its memory is mapped as `{}` with elements of type `{}`: was that \
         never unmapped?",
        arg.name,
        arg.ty.rust_name(),
        of.name,
        of.ty.rust_name(),
    );
    Some(part)
}

/// Gives the device what the host has newer values of, as far as the borrow at hand reaches.
fn refresh(
    device: &'static Device,
    entry: &mut Entry<Storage>,
    window: &Range<usize>,
    host: &[u8],
) -> Result<(), Failure> {
    if entry.newer.is_empty() {
        return Ok(());
    }
    let ranges = entry.newer.take(window);
    let refreshed = ranges.iter().try_for_each(|range| {
        let bytes = &host[range.start - window.start..range.end - window.start];
        transfer::write(device, &entry.storage, range.start, bytes)
    });
    if refreshed.is_err() {
        // Writing some of them again does no harm.
        for range in ranges {
            entry.newer.add(range);
        }
    }
    refreshed
}

/// The end of an entry that started at `start`: `arg` is a part of it.
fn end(
    device: &'static Device,
    start: usize,
    entry: &Entry<Storage>,
    arg: &mut Arg<'_>,
) -> Result<(), Failure> {
    let Kind::Mapped(mapping) = &mut arg.kind else { return Ok(()) };
    if !mapping.map.copies_out() {
        return Ok(());
    }
    let offset = mapping.host.address() - start;
    copy_out(device, entry, offset..offset + mapping.host.len(), &mut mapping.host)
}

/// Copies to the host what it has no newer values of. A shared borrow gets nothing.
pub(super) fn copy_out(
    device: &'static Device,
    entry: &Entry<Storage>,
    window: Range<usize>,
    host: &mut Host<'_>,
) -> Result<(), Failure> {
    let Host::Exclusive(host) = host else { return Ok(()) };
    for Range { start, end } in entry.newer.gaps(&window) {
        let to = &mut host[start - window.start..end - window.start];
        transfer::read(device, &entry.storage, start, to)?;
    }
    Ok(())
}

/// `exit data`: counts one reference less, or none at all if `all`. A variable that is not present is left alone.
#[track_caller]
pub(super) fn exit(device: &'static Device, arg: &mut Arg<'_>, all: bool) -> Result<(), Failure> {
    let mut table = transfer::table(device);
    let Some(part) = locate(&mut table, arg) else { return Ok(()) };
    let (start, id) = (part.start, part.entry.id);
    let last = table.release(start, id, all);
    drop(table);
    last.map_or(Ok(()), |entry| end(device, start, &entry, arg))
}
