//! Memory of a device, with a type: what `is_device_ptr` takes and `use_device_ptr` gives.

use std::{fmt, sync::Arc};

use super::transfer::{self, Buffer, Device};
use crate::{
    device::{
        bytes,
        choice::{self, Choice},
        failure::Failure,
        launch::bind::Bound,
        types::Mappable,
    },
    sharing::map::Int,
};

/// Where the elements are.
#[derive(Clone, Debug)]
enum Place {
    /// No elements need no place.
    Empty,
    Device {
        device: &'static Device,
        storage: Arc<Buffer>,
        offset: usize,
    },
    /// The initial device: as bytes, in `host`.
    Host,
}

/// The untyped part of a [`DeviceSlice`].
#[derive(Debug)]
pub(crate) struct RawSlice {
    place: Place,
    len: usize,
}

impl RawSlice {
    /// In elements.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// What a kernel on the device gets.
    pub(crate) fn on(&self, device: &'static Device, name: &str) -> Result<Bound, Failure> {
        match &self.place {
            Place::Empty => Ok(Bound::Nothing),
            Place::Device { device: at, storage, offset } if std::ptr::eq(*at, device) => {
                Ok(Bound::Slice { storage: Arc::clone(storage), offset: *offset })
            }
            Place::Device { .. } => Err(Failure::new(format!("`{name}` is memory of another device"))),
            Place::Host => Err(Failure::new(format!("`{name}` is memory of the host"))),
        }
    }
}

/// `len` elements in the memory of a device, where they stay until they are copied. Of the initial device, or where there
/// is no device, they are in host memory.
pub struct DeviceSlice<T> {
    raw: RawSlice,
    /// The elements, if they are on the host.
    host: Vec<T>,
}

impl<T> fmt::Debug for DeviceSlice<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceSlice").field("len", &self.raw.len).finish_non_exhaustive()
    }
}

/// A value whose bytes are all 0.
fn zero<T: Mappable>() -> T {
    // SAFETY: a mappable type consists of numbers and `bool`s without padding, and 0 is a value of each.
    unsafe { std::mem::zeroed() }
}

impl<T: Mappable> DeviceSlice<T> {
    /// New memory, filled with zeros.
    ///
    /// # Panics
    /// If there is no such device; with `OMP_TARGET_OFFLOAD=MANDATORY` if it has not enough memory. Otherwise the
    /// elements are in host memory then.
    #[must_use]
    #[track_caller]
    pub fn new(device: impl Int, len: usize) -> Self {
        let place = match choice::choose(Some(device.to_i128().unwrap_or(i128::MAX)), true) {
            Choice::Host => Place::Host,
            Choice::Device(_) if len * size_of::<T>() == 0 => Place::Empty,
            Choice::Device(device) => allocate(device, len * size_of::<T>()).unwrap_or_else(|failure| {
                choice::gave_up("DeviceSlice", &failure);
                Place::Host
            }),
        };
        let host = if matches!(place, Place::Host) { vec![zero(); len] } else { Vec::new() };
        Self { raw: RawSlice { place, len }, host }
    }

    /// How many elements there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.raw.len
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.raw.len == 0
    }

    /// Copies all elements from the host.
    ///
    /// # Panics
    /// If there are more or fewer of them, or the device fails.
    #[track_caller]
    pub fn copy_from(&mut self, elements: &[T]) {
        assert_eq!(elements.len(), self.len(), "a device slice is copied from as many elements as it has");
        match &self.raw.place {
            Place::Empty => {}
            Place::Host => self.host.copy_from_slice(elements),
            Place::Device { device, storage, offset } => {
                succeed(transfer::write(device, storage, *offset, bytes::of(elements)));
            }
        }
    }

    /// Copies all elements to the host.
    ///
    /// # Panics
    /// As [`copy_from`](Self::copy_from).
    #[track_caller]
    pub fn copy_to(&self, elements: &mut [T]) {
        assert_eq!(elements.len(), self.len(), "a device slice is copied to as many elements as it has");
        match &self.raw.place {
            Place::Empty => {}
            Place::Host => elements.copy_from_slice(&self.host),
            Place::Device { device, storage, offset } => {
                // SAFETY: what is in the storage are zeros, copies of values, and what kernels stored as values.
                succeed(transfer::read(device, storage, *offset, unsafe { bytes::of_mut(elements) }));
            }
        }
    }

    pub(crate) fn raw(&self) -> &RawSlice {
        &self.raw
    }
}

#[track_caller]
fn succeed(copied: Result<(), Failure>) {
    copied.unwrap_or_else(|failure| panic!("a device slice could not be copied: {failure}"));
}

fn allocate(device: &'static Device, len: usize) -> Result<Place, Failure> {
    let storage = transfer::allocate(device, len, "a device slice")?;
    transfer::clear(device, &storage, len)?;
    Ok(Place::Device { device, storage: Arc::new(storage), offset: 0 })
}
