//! Memory of a device, with a type: what `is_device_ptr` takes and `use_device_ptr` gives.

use std::{
    fmt,
    ops::{Deref, DerefMut},
    ptr,
    sync::{Arc, Mutex},
};

use super::{
    map::Held,
    transfer::{self, Device, Storage},
};
use crate::{
    device::{
        bytes,
        cells::{Elements, ElementsMut, Sequence},
        choice::{self, Choice},
        failure::Failure,
        launch::bind::Bound,
        types::Mappable,
    },
    sharing::map::Int,
    sync::global::lock,
};

/// Where the elements are.
#[derive(Clone, Debug)]
enum Place {
    /// On the initial device.
    Host,
    /// On a device that has nothing to store.
    Empty,
    Device {
        device: &'static Device,
        storage: Arc<Storage>,
        offset: usize,
    },
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
            Place::Device { device: at, storage, offset } if ptr::eq(*at, device) => {
                Ok(Bound::Slice { storage: Arc::clone(storage), offset: *offset })
            }
            Place::Device { device, .. } => {
                Err(Failure::new(format!("`{name}` is memory of another device, {}", device.name())))
            }
            Place::Host => Err(Failure::new(format!("`{name}` is memory of the host"))),
        }
    }
}

/// What a view of a variable leaves behind for the end of its scope, where there is no device.
pub(super) type Home = Arc<Mutex<Vec<u8>>>;

/// Elements in the memory of a device, where they stay until they are copied: for `is_device_ptr`.
///
/// Of the initial device, and where there is no device, they are in host memory. Only there are they a slice of the host's:
/// an access to one that is on a device panics.
pub struct DeviceSlice<T: Mappable> {
    raw: RawSlice,
    /// The elements, if they are on the host.
    host: Vec<T>,
    home: Option<Home>,
}

impl<T: Mappable> fmt::Debug for DeviceSlice<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceSlice")
            .field("len", &self.raw.len)
            .field("place", &self.raw.place)
            .finish_non_exhaustive()
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
        let bytes = len.checked_mul(size_of::<T>()).expect("the size of a device slice overflows");
        let place = match choice::choose(Some(device.to_i128().unwrap_or(i128::MAX)), true) {
            Choice::Host => Place::Host,
            Choice::Device(_) if bytes == 0 => Place::Empty,
            Choice::Device(device) => allocate(device, bytes).unwrap_or_else(|failure| {
                choice::gave_up("DeviceSlice", &failure);
                Place::Host
            }),
        };
        let host = if matches!(place, Place::Host) { vec![zero(); len] } else { Vec::new() };
        Self { raw: RawSlice { place, len }, host, home: None }
    }

    /// The counterpart of a variable that is present.
    pub(super) fn of_present(device: &'static Device, held: Option<&Held>, len: usize) -> Self {
        let place = held.map_or(Place::Empty, |held| Place::Device {
            device,
            storage: Arc::clone(held.storage()),
            offset: held.offset(),
        });
        Self { raw: RawSlice { place, len }, host: Vec::new(), home: None }
    }

    /// A copy on the host, which it leaves at `home` in the end.
    pub(super) fn on_host(elements: &[T], home: Home) -> Self {
        let raw = RawSlice { place: Place::Host, len: elements.len() };
        Self { raw, host: elements.to_vec(), home: Some(home) }
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

    #[track_caller]
    fn check_host(&self) {
        assert!(
            !matches!(self.raw.place, Place::Device { .. }),
            "the host cannot access the elements of a device slice that is on a device: copy them with `copy_to`"
        );
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

/// # Panics
/// If the elements are on a device.
impl<T: Mappable> Deref for DeviceSlice<T> {
    type Target = [T];
    #[track_caller]
    fn deref(&self) -> &[T] {
        self.check_host();
        &self.host
    }
}

/// # Panics
/// If the elements are on a device.
impl<T: Mappable> DerefMut for DeviceSlice<T> {
    #[track_caller]
    fn deref_mut(&mut self) -> &mut [T] {
        self.check_host();
        &mut self.host
    }
}

impl<T: Mappable> Sequence for DeviceSlice<T> {
    type Item = T;
}

impl<T: Mappable> Elements for DeviceSlice<T> {
    type Element = T;
    fn as_elements(&self) -> &[T] {
        self
    }
}

impl<T: Mappable> ElementsMut for DeviceSlice<T> {
    fn as_elements_mut(&mut self) -> &mut [T] {
        self
    }
}

impl<T: Mappable> Drop for DeviceSlice<T> {
    fn drop(&mut self) {
        if let Some(home) = &self.home {
            *lock(home) = bytes::of(&self.host).to_vec();
        }
    }
}
