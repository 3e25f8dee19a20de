//! `target data`: variables that are mapped for the length of a block (OpenMP 5.2, 13.5).

use std::sync::{Arc, Mutex};

use super::{
    elements::leaf,
    map::{self, Held},
    slice::{DeviceSlice, Home},
    transfer::Device,
};
use crate::{
    device::{
        args::{Arg, Host, Kind},
        cells::Elements,
        choice::{self, Choice},
        failure::Failure,
        types::{DeviceValue, Type},
    },
    sync::global::lock,
};

/// A `target data` region. Dropped without [`finish`](Self::finish), as a panic does, it releases what it mapped and
/// copies nothing back.
#[derive(Debug)]
#[must_use = "`finish` copies back"]
pub struct DataScope {
    device: Option<&'static Device>,
    mapped: Vec<Mapped>,
    /// On the host: what the views of `use_device_ptr` have left, by address.
    views: Mutex<Vec<View>>,
}

/// A copy on the host that stands for a part of a variable.
#[derive(Debug)]
struct View {
    start: usize,
    ty: &'static Type,
    home: Home,
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
#[track_caller]
fn enter_all(device: &'static Device, args: &[Arg<'_>]) -> Result<Vec<Mapped>, Failure> {
    let mut mapped = Vec::with_capacity(args.len());
    // The first failure drops those that are entered already, which releases them. No closure: a panic is the caller's.
    for arg in args {
        let held = map::enter(device, arg)?;
        mapped.push(Mapped { name: arg.name, interval: arg.interval().unwrap_or_default(), held });
    }
    // The borrows end when the construct is entered.
    mapped.iter().filter_map(|mapped| mapped.held.as_ref()).try_for_each(Held::settle)?;
    Ok(mapped)
}

/// `target data map(..)`: maps the variables until the scope ends.
///
/// # Panics
/// If there is no such device; if a variable overlaps one that is mapped; with `OMP_TARGET_OFFLOAD=MANDATORY` if the
/// device fails.
#[track_caller]
pub fn data(device: Option<i128>, condition: bool, args: &[Arg<'_>]) -> DataScope {
    let scope = |device, mapped| DataScope { device, mapped, views: Mutex::default() };
    let Choice::Device(device) = choice::choose(device, condition) else { return scope(None, Vec::new()) };
    match enter_all(device, args) {
        Ok(mapped) => scope(Some(device), mapped),
        Err(failure) => {
            choice::gave_up("target data", &failure);
            scope(None, Vec::new())
        }
    }
}

/// `target enter data map(to|alloc: ..)`
///
/// # Panics
/// As [`data`].
#[track_caller]
pub fn enter_data(device: Option<i128>, condition: bool, args: &[Arg<'_>]) {
    let Choice::Device(device) = choice::choose(device, condition) else { return };
    match enter_all(device, args) {
        Ok(mapped) => mapped.into_iter().filter_map(|mapped| mapped.held).for_each(Held::keep),
        Err(failure) => choice::gave_up("target enter data", &failure),
    }
}

impl DataScope {
    /// `use_device_ptr(a)`: the device's counterpart of a variable that is mapped. Without a device, a copy that goes back
    /// to the variable when the scope ends, if the variable is mapped so.
    ///
    /// # Panics
    /// If the variable is not a part of what the scope maps.
    #[track_caller]
    pub fn device_slice<S: Elements + ?Sized>(&self, name: &str, array: &S) -> DeviceSlice<S::Element> {
        let elements = array.as_elements();
        let (start, len) = (elements.as_ptr().addr(), size_of_val(elements));
        let Some(device) = self.device else {
            let home = Arc::default();
            let ty = S::Element::TYPE;
            lock(&self.views).push(View { start, ty, home: Arc::clone(&home) });
            return DeviceSlice::on_host(elements, home);
        };
        if len == 0 {
            return DeviceSlice::of_present(device, None, elements.len());
        }
        let held = map::view(device, S::Element::TYPE, (start, len));
        assert!(held.is_some(), "use_device_ptr({name}): `{name}` is not mapped by this `target data`");
        DeviceSlice::of_present(device, held.as_ref(), elements.len())
    }

    /// The end of the region: releases the variables and copies back those that are mapped so and referred to no more.
    ///
    /// # Panics
    /// If a variable has been moved or resized meanwhile, or the device fails.
    #[track_caller]
    pub fn finish(mut self, args: &mut [Arg<'_>]) {
        if self.device.is_none() {
            self.bring_views_home(args);
            return;
        }
        assert_eq!(args.len(), self.mapped.len(), "a scope ends with the variables it started with");
        for (mapped, arg) in self.mapped.iter().zip(args.iter()) {
            mapped.check(arg.interval().unwrap_or_default());
        }
        for (mapped, arg) in self.mapped.drain(..).zip(args) {
            let Some(held) = mapped.held else { continue };
            if let Err(failure) = held.leave(arg) {
                lost(mapped.name, &failure);
            }
        }
    }

    fn bring_views_home(&self, args: &mut [Arg<'_>]) {
        for View { start, ty, home } in lock(&self.views).drain(..) {
            let view = lock(&home);
            for arg in args.iter_mut().filter(|arg| leaf(arg.ty).same(leaf(ty))) {
                let Kind::Mapped(mapping) = &mut arg.kind else { continue };
                if !mapping.map.copies_out() {
                    continue;
                }
                let Some(offset) = start.checked_sub(mapping.host.address()) else { continue };
                let Host::Exclusive(host) = &mut mapping.host else { continue };
                if let Some(part) = host.get_mut(offset..offset + view.len()) {
                    part.copy_from_slice(&view);
                }
            }
        }
    }
}

impl Mapped {
    #[track_caller]
    fn check(&self, now: (usize, usize)) {
        let was = self.interval;
        // An empty slice has no address to speak of.
        assert!(
            was == now || (was.1 == 0 && now.1 == 0),
            "target data: `{}` has been moved or resized while it was mapped: from {} bytes at {:#x} to {} bytes at {:#x}",
            self.name,
            was.1,
            was.0,
            now.1,
            now.0,
        );
    }
}

/// # Panics
/// Always: the device has the only copy of the values, and does not give it.
#[track_caller]
pub(crate) fn lost(name: &str, failure: &Failure) -> ! {
    panic!("the values of `{name}` could not be copied from the device: {failure}")
}
