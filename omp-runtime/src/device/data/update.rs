//! `target exit data`, `target update` (OpenMP 5.2, 13.7 and 13.9), and what happens to present data when a region has to run on the host.

use std::ops::Range;

use super::{
    map::{self, copy_out, locate},
    scope::lost,
    transfer::{self, Device},
};
use crate::device::{
    args::{Arg, Host, Kind, MapType},
    choice::{self, Choice},
    failure::Failure,
};

/// `target exit data map(from|release|delete: ..)`. What is not present is left alone.
///
/// # Panics
/// If there is no such device, or it fails; if only a part of a variable is present.
#[track_caller]
pub fn exit_data(device: Option<i128>, condition: bool, args: &mut [Arg<'_>]) {
    let Choice::Device(device) = choice::choose(device, condition) else { return };
    for arg in args {
        let all = arg.mapping().is_some_and(|mapping| mapping.map == MapType::Delete);
        if let Err(failure) = map::exit(device, arg, all) {
            lost(arg.name, &failure);
        }
    }
}

/// `target update to(..) from(..)`: makes both sides of a variable equal. `to` gives the device the host's values, `from`
/// the host the device's. What is not present is left alone.
///
/// # Panics
/// If there is no such device, or it fails; if only a part of a variable, or of its section, is present.
#[track_caller]
pub fn update(device: Option<i128>, condition: bool, args: &mut [Arg<'_>]) {
    let Choice::Device(device) = choice::choose(device, condition) else { return };
    for arg in args {
        if let Err(failure) = update_one(device, arg) {
            lost(arg.name, &failure);
        }
    }
}

#[track_caller]
fn update_one(device: &'static Device, arg: &mut Arg<'_>) -> Result<(), Failure> {
    let mut table = transfer::table(device);
    let Some(part) = locate(&mut table, arg) else { return Ok(()) };
    let Kind::Mapped(mapping) = &mut arg.kind else { return Ok(()) };
    if mapping.map == MapType::To {
        transfer::write(device, &part.entry.storage, part.window.start, mapping.host.bytes())?;
        part.entry.newer.take(&part.window);
        Ok(())
    } else {
        copy_out(device, part.entry, part.window, &mut mapping.host)
    }
}

/// Before the host runs a region that the device could not: gives the host what the device has of a variable, and notes
/// that from now on the host's values are the newer ones. The next construct that maps the variable copies them back.
///
/// # Panics
/// If the device has newer values and the construct has the variable only to read, so that the host cannot get them.
#[track_caller]
pub(crate) fn fall_back(device: &'static Device, arg: &mut Arg<'_>) -> Result<(), Failure> {
    let mut table = transfer::table(device);
    let Some(part) = locate(&mut table, arg) else { return Ok(()) };
    let Kind::Mapped(mapping) = &mut arg.kind else { return Ok(()) };
    match &mut mapping.host {
        host @ Host::Exclusive(_) => {
            copy_out(device, part.entry, part.window.clone(), host)?;
            part.entry.newer.add(part.window);
        }
        Host::Shared(host) => {
            let mut there = vec![0; host.len()];
            let mut view = Host::Exclusive(&mut there);
            copy_out(device, part.entry, part.window.clone(), &mut view)?;
            let gaps = part.entry.newer.gaps(&part.window);
            let at = |gap: &Range<usize>| gap.start - part.window.start..gap.end - part.window.start;
            assert!(
                gaps.iter().all(|gap| there[at(gap)] == host[at(gap)]),
                "the device has newer values of `{}`, and the host, which has to run the region now, cannot get them \
                 through a shared borrow: they stay on the device; put `target update from({0})` before the region",
                arg.name,
            );
        }
    }
    Ok(())
}
