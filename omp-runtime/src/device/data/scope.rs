//! `target data`, `target enter data`, `target exit data`, `target update` (OpenMP 5.2, 13.5 to 13.7 and 13.9).

use super::{
    map::{self, Held},
    transfer::Device,
    update,
};
use crate::device::{
    args::{Arg, Kind, MapType},
    choice::{self, Choice},
    failure::Failure,
};

/// A `target data` region. Dropped without [`finish`](Self::finish), as a panic does, it releases what it mapped and
/// copies nothing back.
#[derive(Debug)]
#[must_use = "`finish` copies back"]
pub struct DataScope {
    device: Option<&'static Device>,
    mapped: Vec<Mapped>,
}

/// One variable of a scope.
#[derive(Debug)]
struct Mapped {
    name: &'static str,
    /// Address and length in bytes.
    interval: (usize, usize),
    /// `None` of an empty slice.
    held: Option<Held>,
}

/// Enters all, or none.
fn enter_all(device: &'static Device, args: &[Arg<'_>]) -> Result<Vec<Mapped>, Failure> {
    // The first failure drops those that are entered already, which releases them.
    args.iter()
        .map(|arg| {
            Ok(Mapped {
                name: arg.name,
                interval: arg.interval().unwrap_or_default(),
                held: map::enter(device, arg)?,
            })
        })
        .collect()
}

/// `target data map(..)`: maps the variables until the scope ends.
///
/// # Panics
/// If there is no such device; if a variable overlaps one that is mapped; with `OMP_TARGET_OFFLOAD=MANDATORY` if the
/// device fails.
#[track_caller]
pub fn data(device: Option<i128>, condition: bool, args: &[Arg<'_>]) -> DataScope {
    let host = DataScope { device: None, mapped: Vec::new() };
    let Some(device) = chosen(device, condition) else { return host };
    match enter_all(device, args) {
        Ok(mapped) => DataScope { device: Some(device), mapped },
        Err(failure) => {
            choice::gave_up("target data", &failure);
            host
        }
    }
}

#[track_caller]
fn chosen(device: Option<i128>, condition: bool) -> Option<&'static Device> {
    match choice::choose(device, condition) {
        Choice::Device(device) => Some(device),
        Choice::Host => None,
    }
}

impl DataScope {
    /// The end of the region: releases the variables and copies back those that are mapped so and referred to no more.
    ///
    /// # Panics
    /// If a variable has been moved or resized meanwhile, or the device fails.
    #[track_caller]
    pub fn finish(mut self, args: &mut [Arg<'_>]) {
        if self.device.is_none() {
            return;
        }
        assert_eq!(args.len(), self.mapped.len(), "a scope ends with the variables it started with");
        for (mapped, arg) in self.mapped.iter().zip(args.iter()) {
            let (was, is) = (mapped.interval, arg.interval().unwrap_or_default());
            // An empty slice has no address to speak of.
            assert!(
                was == is || (was.1 == 0 && is.1 == 0),
                "target data: `{}` has been moved or resized while it was mapped: from {} bytes at {:#x} to {} bytes at \
                 {:#x}",
                mapped.name,
                was.1,
                was.0,
                is.1,
                is.0,
            );
        }
        for (mapped, arg) in self.mapped.drain(..).zip(args) {
            let Some(held) = mapped.held else { continue };
            held.leave(arg).unwrap_or_else(|failure| lost(mapped.name, &failure));
        }
    }
}

/// # Panics
/// Always: the device has the only copy of the values, and does not give it.
#[track_caller]
fn lost(name: &str, failure: &Failure) -> ! {
    panic!("the values of `{name}` could not be copied from the device: {failure}")
}

/// `target enter data map(to|alloc: ..)`
///
/// # Panics
/// As [`data`].
#[track_caller]
pub fn enter_data(device: Option<i128>, condition: bool, args: &[Arg<'_>]) {
    let Some(device) = chosen(device, condition) else { return };
    match enter_all(device, args) {
        Ok(mapped) => mapped.into_iter().filter_map(|mapped| mapped.held).for_each(Held::keep),
        Err(failure) => choice::gave_up("target enter data", &failure),
    }
}

/// `target exit data map(from|release|delete: ..)`. What is not present is left alone.
///
/// # Panics
/// If there is no such device, or it fails; if only a part of a variable is present.
#[track_caller]
pub fn exit_data(device: Option<i128>, condition: bool, args: &mut [Arg<'_>]) {
    let Some(device) = chosen(device, condition) else { return };
    for arg in args {
        let all = matches!(&arg.kind, Kind::Mapped(mapping) if mapping.map == MapType::Delete);
        let name = arg.name;
        map::exit(device, arg, all).unwrap_or_else(|failure| lost(name, &failure));
    }
}

/// `target update to(..) from(..)`. What is not present is left alone.
///
/// # Panics
/// As [`exit_data`].
#[track_caller]
pub fn update(device: Option<i128>, condition: bool, args: &mut [Arg<'_>]) {
    let Some(device) = chosen(device, condition) else { return };
    for arg in args {
        let name = arg.name;
        update::update(device, arg).unwrap_or_else(|failure| lost(name, &failure));
    }
}
