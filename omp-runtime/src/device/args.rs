//! What a construct is given: one [`Arg`] for each variable, with the borrow that its use needs.

use std::ops::Range;

use super::{
    bytes,
    cells::{Elements, ElementsMut},
    data::{
        slice::{DeviceSlice, RawSlice},
        table::Label,
    },
    deferred::lent::Lent,
    types::{Mappable, Type},
};
use crate::sharing::map::{AnyMap, Map};

/// A map type (OpenMP 5.2, 5.8.3).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum MapType {
    To,
    From,
    ToFrom,
    Alloc,
    Release,
    Delete,
}

impl MapType {
    /// Whether new device storage starts with what the host has.
    pub(crate) fn copies_in(self) -> bool {
        matches!(self, Self::To | Self::ToFrom)
    }

    /// Whether the host gets what the device has when the last mapping ends.
    pub(crate) fn copies_out(self) -> bool {
        matches!(self, Self::From | Self::ToFrom)
    }
}

/// The host's side of a mapping: the bytes of the elements that are mapped.
#[derive(Debug)]
pub(crate) enum Host<'a> {
    Shared(&'a [u8]),
    /// What is written to them comes from a kernel with the same element type, or is zero: see [`bytes::of_mut`].
    Exclusive(&'a mut [u8]),
}

impl Host<'_> {
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Shared(bytes) => bytes,
            Self::Exclusive(bytes) => bytes,
        }
    }

    pub(crate) fn address(&self) -> usize {
        self.bytes().as_ptr().addr()
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes().len()
    }
}

/// A variable of the host that has, or gets, a counterpart on the device.
#[derive(Debug)]
pub(crate) struct Mapping<'a> {
    pub(crate) host: Host<'a>,
    pub(crate) map: MapType,
    /// Elements of the array: 1 for a scalar.
    pub(crate) len: usize,
    /// The first element that is mapped. How many are is a matter of `host`.
    pub(crate) lo: usize,
}

#[derive(Debug)]
pub(crate) enum Kind<'a> {
    /// `firstprivate`: passed by value.
    Value(&'a [u8]),
    Mapped(Mapping<'a>),
    /// Combined with what the variable has.
    Reduction(&'a mut [u8]),
    /// `is_device_ptr`. The flag: whether it may be written.
    Device(&'a RawSlice, bool),
    /// Lent to deferred operations. No construct that waits may have it: others may be using it.
    Deferred(Lent),
}

/// A variable as a construct gets it.
#[derive(Debug)]
pub struct Arg<'a> {
    pub(crate) name: &'static str,
    /// The type of a scalar, or of an array's elements.
    pub(crate) ty: &'static Type,
    pub(crate) kind: Kind<'a>,
    /// What an iteration owns: by the first index, which all loops make up, or of `c[i][j]` and `c[i][j][k]` each by its own.
    pub(crate) own: [Option<AnyMap>; 3],
}

impl<'a> Arg<'a> {
    fn new<T: Mappable>(kind: Kind<'a>) -> Self {
        Self { name: "a variable", ty: T::TYPE, kind, own: [None; 3] }
    }

    /// A variable of this type that is lent to deferred operations.
    pub(crate) fn lent(ty: &'static Type, lent: Lent) -> Self {
        Self { name: "a variable", ty, kind: Kind::Deferred(lent), own: [None; 3] }
    }

    /// Whether what it holds of the variable allows to write it.
    pub(crate) fn is_exclusive(&self) -> bool {
        match &self.kind {
            Kind::Value(_) => false,
            Kind::Mapped(mapping) => matches!(mapping.host, Host::Exclusive(_)),
            Kind::Device(_, written) => *written,
            Kind::Reduction(_) | Kind::Deferred(_) => true,
        }
    }

    /// The variable's name in the source, for messages.
    #[must_use]
    pub fn named(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }

    /// Each iteration writes only the elements that the map gives it.
    #[must_use]
    pub fn own<const D: usize>(mut self, map: Map<D>) -> Self {
        self.own[0] = Some(map.any());
        self
    }

    /// Address and length in bytes of what is mapped; of a reduction variable, of what may be.
    pub(crate) fn interval(&self) -> Option<(usize, usize)> {
        match &self.kind {
            Kind::Mapped(mapping) => Some((mapping.host.address(), mapping.host.len())),
            Kind::Reduction(bytes) => Some((bytes.as_ptr().addr(), bytes.len())),
            Kind::Deferred(lent) => Some((lent.pointer.addr().get(), lent.bytes)),
            Kind::Value(_) | Kind::Device(..) => None,
        }
    }

    /// What is mapped, for messages.
    pub(crate) fn label(&self) -> Label {
        let lo = match &self.kind {
            Kind::Mapped(mapping) => mapping.lo,
            Kind::Deferred(lent) => lent.lo,
            Kind::Value(_) | Kind::Reduction(_) | Kind::Device(..) => 0,
        };
        Label { name: self.name, ty: self.ty, lo }
    }

    /// Each iteration of two collapsed loops writes only the element `c[i][j]` that the maps give it.
    #[must_use]
    pub fn own_cells(mut self, rows: Map<1>, columns: Map<1>) -> Self {
        self.own = [Some(rows.any()), Some(columns.any()), None];
        self
    }

    /// Each iteration of three collapsed loops owns `c[i][j][k]`, by one index each.
    #[must_use]
    pub fn own_layers(mut self, layers: Map<1>, [rows, columns]: [Map<1>; 2]) -> Self {
        self.own = [Some(layers.any()), Some(rows.any()), Some(columns.any())];
        self
    }

    /// The mapping, of a variable that is mapped.
    pub(crate) fn mapping(&self) -> Option<&Mapping<'a>> {
        match &self.kind {
            Kind::Mapped(mapping) => Some(mapping),
            Kind::Deferred(_) => {
                panic!("`{}` is lent to deferred operations: this construct waits", self.name)
            }
            _ => None,
        }
    }
}

/// `firstprivate(x)`: each thread has a copy of the value.
pub fn value<T: Mappable>(variable: &T) -> Arg<'_> {
    Arg::new::<T>(Kind::Value(bytes::of(std::slice::from_ref(variable))))
}

#[track_caller]
fn shared<S: Elements + ?Sized>(array: &S, section: Option<Range<usize>>, map: MapType) -> Arg<'_> {
    let all = array.as_elements();
    let (len, lo) = (all.len(), section.as_ref().map_or(0, |section| section.start));
    let part = section.map_or(all, |section| &all[section]);
    let host = Host::Shared(bytes::of(part));
    Arg::new::<S::Element>(Kind::Mapped(Mapping { host, map, len, lo }))
}

#[track_caller]
fn exclusive<S: ElementsMut + ?Sized>(array: &mut S, section: Option<Range<usize>>, map: MapType) -> Arg<'_> {
    let all = array.as_elements_mut();
    let (len, lo) = (all.len(), section.as_ref().map_or(0, |section| section.start));
    let part = match section {
        Some(section) => &mut all[section],
        None => all,
    };
    // SAFETY: `Host::Exclusive` is written only with what a kernel made of elements of the same type.
    let host = Host::Exclusive(unsafe { bytes::of_mut(part) });
    Arg::new::<S::Element>(Kind::Mapped(Mapping { host, map, len, lo }))
}

/// `map(to: a)` or `map(to: a[section])`.
#[track_caller]
pub fn to<S: Elements + ?Sized>(array: &S, section: Option<Range<usize>>) -> Arg<'_> {
    shared(array, section, MapType::To)
}

/// As [`to`], of an array that the region writes: the host never sees it, but the device's copy, which others may be
/// using, changes.
#[track_caller]
pub fn to_mut<S: ElementsMut + ?Sized>(array: &mut S, section: Option<Range<usize>>) -> Arg<'_> {
    exclusive(array, section, MapType::To)
}

/// `map(from: a)`
#[track_caller]
pub fn from<S: ElementsMut + ?Sized>(array: &mut S, section: Option<Range<usize>>) -> Arg<'_> {
    exclusive(array, section, MapType::From)
}

/// `map(tofrom: a)`
#[track_caller]
pub fn tofrom<S: ElementsMut + ?Sized>(array: &mut S, section: Option<Range<usize>>) -> Arg<'_> {
    exclusive(array, section, MapType::ToFrom)
}

/// `map(alloc: a)`
#[track_caller]
pub fn alloc<S: ElementsMut + ?Sized>(array: &mut S, section: Option<Range<usize>>) -> Arg<'_> {
    exclusive(array, section, MapType::Alloc)
}

/// `map(release: a)`
#[track_caller]
pub fn release<S: Elements + ?Sized>(array: &S, section: Option<Range<usize>>) -> Arg<'_> {
    shared(array, section, MapType::Release)
}

/// `map(delete: a)`
#[track_caller]
pub fn delete<S: Elements + ?Sized>(array: &S, section: Option<Range<usize>>) -> Arg<'_> {
    shared(array, section, MapType::Delete)
}

fn scalar<T: Mappable>(variable: &T, map: MapType) -> Arg<'_> {
    shared(std::slice::from_ref(variable), None, map)
}

fn scalar_mut<T: Mappable>(variable: &mut T, map: MapType) -> Arg<'_> {
    exclusive(std::slice::from_mut(variable), None, map)
}

/// `map(to: x)` of a scalar.
pub fn scalar_to<T: Mappable>(variable: &T) -> Arg<'_> {
    scalar(variable, MapType::To)
}

/// As [`scalar_to`], of a scalar that the region writes.
pub fn scalar_to_mut<T: Mappable>(variable: &mut T) -> Arg<'_> {
    scalar_mut(variable, MapType::To)
}

/// `map(from: x)` of a scalar.
pub fn scalar_from<T: Mappable>(variable: &mut T) -> Arg<'_> {
    scalar_mut(variable, MapType::From)
}

/// `map(tofrom: x)` of a scalar.
pub fn scalar_tofrom<T: Mappable>(variable: &mut T) -> Arg<'_> {
    scalar_mut(variable, MapType::ToFrom)
}

/// `map(alloc: x)` of a scalar.
pub fn scalar_alloc<T: Mappable>(variable: &mut T) -> Arg<'_> {
    scalar_mut(variable, MapType::Alloc)
}

/// `map(release: x)` of a scalar.
pub fn scalar_release<T: Mappable>(variable: &T) -> Arg<'_> {
    scalar(variable, MapType::Release)
}

/// `map(delete: x)` of a scalar.
pub fn scalar_delete<T: Mappable>(variable: &T) -> Arg<'_> {
    scalar(variable, MapType::Delete)
}

/// `reduction(op: x)`: a number, a `bool` or an array of them, reduced element by element.
pub fn reduction<T: Mappable>(variable: &mut T) -> Arg<'_> {
    // SAFETY: it is written with what the operator of the region makes of values of this type.
    Arg::new::<T>(Kind::Reduction(unsafe { bytes::of_mut(std::slice::from_mut(variable)) }))
}

/// `is_device_ptr(a)`, of a slice that the region reads.
pub fn device_slice<T: Mappable>(slice: &DeviceSlice<T>) -> Arg<'_> {
    Arg::new::<T>(Kind::Device(slice.raw(), false))
}

/// `is_device_ptr(a)`, of a slice that the region writes.
pub fn device_slice_mut<T: Mappable>(slice: &mut DeviceSlice<T>) -> Arg<'_> {
    Arg::new::<T>(Kind::Device(slice.raw(), true))
}
