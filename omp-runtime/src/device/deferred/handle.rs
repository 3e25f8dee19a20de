//! Variables that are lent to deferred operations until the end of the stretch.

use std::{cell::Cell, fmt, marker::PhantomData, ops::Range, ptr::NonNull};

use super::{
    Deferred,
    lent::{Lent, Use},
};
use crate::device::{
    args::{Arg, MapType},
    cells::{Elements, ElementsMut},
    types::Mappable,
};

/// Elements of an array.
type Extent = (NonNull<u8>, usize);

/// A variable, or what a reference refers to, lent exclusively: nobody else gets at it before the stretch ends, however
/// long the handle itself is used.
///
/// ```compile_fail,E0502
/// # use omp_runtime::private::device::{Deferred, Handle};
/// let mut a = vec![1.0_f32; 64];
/// let deferred = Deferred::new();
/// Handle::new(&deferred, &mut a);
/// println!("{}", a[0]);
/// drop(deferred);
/// ```
/// ```
/// # use omp_runtime::private::device::{Deferred, Handle};
/// # let mut a = vec![1.0_f32; 64];
/// # let deferred = Deferred::new();
/// # Handle::new(&deferred, &mut a);
/// drop(deferred);
/// println!("{}", a[0]);
/// ```
/// The host gets it, for a while, through the handle, and not with an operation about to begin:
/// ```compile_fail,E0502
/// # use omp_runtime::private::device::{Deferred, Handle};
/// # let mut a = vec![1.0_f32; 64];
/// # let deferred = Deferred::new();
/// let mut handle = Handle::new(&deferred, &mut a);
/// let arg = handle.tofrom(None);
/// handle.host()[0] = 2.0;
/// drop(arg);
/// ```
pub struct Handle<'d, 'env, S: ?Sized> {
    deferred: &'d Deferred<'env>,
    place: NonNull<S>,
    /// The elements, from the first use on until the host gets the variable: nothing makes a reference to them meanwhile.
    elements: Cell<Option<Extent>>,
    lent: PhantomData<&'env mut S>,
}

/// A variable, or what a reference refers to, lent to be read.
pub struct SharedHandle<'d, 'env, S: ?Sized> {
    deferred: &'d Deferred<'env>,
    place: &'env S,
}

impl<'d, 'env, S: ?Sized> Handle<'d, 'env, S> {
    /// Lends a variable until the end of the stretch.
    pub fn new(deferred: &'d Deferred<'env>, variable: &'env mut S) -> Self {
        Self { deferred, place: NonNull::from(variable), elements: Cell::new(None), lent: PhantomData }
    }

    /// Lends a variable that is only read.
    pub fn shared(deferred: &'d Deferred<'env>, variable: &'env S) -> SharedHandle<'d, 'env, S> {
        SharedHandle { deferred, place: variable }
    }

    /// The variable, for the host: waits for everything that was deferred.
    ///
    /// # Panics
    /// If a deferred region did.
    #[track_caller]
    pub fn host(&mut self) -> &mut S {
        self.deferred.wait();
        self.elements.set(None);
        // SAFETY: it is lent to us exclusively, and no operation is pending that uses it: none can become so while the result
        // borrows `self`, for an operation gets the variable through `&self`, and its `Arg` borrows it as well.
        unsafe { self.place.as_mut() }
    }

    fn elements(&self) -> Extent
    where
        S: ElementsMut,
    {
        self.elements.get().unwrap_or_else(|| {
            let mut place = self.place;
            // SAFETY: it is lent to us exclusively, and no operation is pending that uses it: its pointer would have come from
            // here, and the host has had the variable since, which waits.
            let elements = unsafe { place.as_mut() }.as_elements_mut();
            let extent = (NonNull::from(&mut *elements).cast(), elements.len());
            self.elements.set(Some(extent));
            extent
        })
    }

    #[track_caller]
    fn array(&self, section: Option<Range<usize>>, map: MapType) -> Arg<'_>
    where
        S: ElementsMut,
    {
        array::<S::Element>(self.deferred, self.elements(), section, (map, true))
    }

    fn scalar(&self, using: Use) -> Arg<'_>
    where
        S: Mappable,
    {
        let lent = Lent { using, exclusive: true, ..scalar(self.deferred, self.place) };
        Arg::lent(S::TYPE, lent)
    }
}

impl Handle<'_, '_, ()> {
    /// Lends what a reference that lives inside of the stretch refers to.
    pub fn moved<'d, 'env, R: Reference<'env>>(deferred: &'d Deferred<'env>, reference: R) -> R::Handle<'d> {
        reference.handle(deferred)
    }
}

/// A reference that may be lent by value.
///
/// ```
/// # use omp_runtime::private::device::{Deferred, Handle};
/// let mut data = vec![1.0_f32; 64];
/// let deferred = Deferred::new();
/// for block in data.chunks_mut(8) {
///     let _block = Handle::moved(&deferred, block);
/// }
/// ```
/// What a variable owns would be dropped before the region is done:
/// ```compile_fail,E0277
/// # use omp_runtime::private::device::{Deferred, Handle};
/// let deferred = Deferred::new();
/// for _ in 0..8 {
///     let block = vec![1.0_f32; 8];
///     let _block = Handle::moved(&deferred, block);
/// }
/// ```
/// And so would be what a reference refers to that does not outlive the stretch:
/// ```compile_fail,E0597
/// # use omp_runtime::private::device::{Deferred, Handle};
/// let deferred = Deferred::new();
/// for _ in 0..8 {
///     let mut block = vec![1.0_f32; 8];
///     let _block = Handle::moved(&deferred, &mut block);
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "this is dropped before the region is done",
    label = "a `{Self}` that is declared between the construct and its `taskwait`",
    note = "map a reference that outlives the loop, or leave out `nowait`"
)]
pub trait Reference<'env> {
    /// What stands for it.
    type Handle<'d>
    where
        'env: 'd;
    /// Lends what it refers to.
    fn handle<'d>(self, deferred: &'d Deferred<'env>) -> Self::Handle<'d>;
}

impl<'env, S: ?Sized> Reference<'env> for &'env mut S {
    type Handle<'d>
        = Handle<'d, 'env, S>
    where
        'env: 'd;
    fn handle<'d>(self, deferred: &'d Deferred<'env>) -> Handle<'d, 'env, S> {
        Handle::new(deferred, self)
    }
}

impl<'env, S: ?Sized> Reference<'env> for &'env S {
    type Handle<'d>
        = SharedHandle<'d, 'env, S>
    where
        'env: 'd;
    fn handle<'d>(self, deferred: &'d Deferred<'env>) -> SharedHandle<'d, 'env, S> {
        Handle::shared(deferred, self)
    }
}

#[track_caller]
fn array<'a, T: Mappable>(
    deferred: &Deferred<'_>,
    (pointer, len): Extent,
    section: Option<Range<usize>>,
    (map, exclusive): (MapType, bool),
) -> Arg<'a> {
    let section = section.unwrap_or(0..len);
    let Range { start: lo, end } = section;
    assert!(lo <= end && end <= len, "the section {lo}..{end} of an array of {len} elements");
    // SAFETY: inside of the array, or at its end.
    let pointer = unsafe { pointer.add(lo * size_of::<T>()) };
    let bytes = (end - lo) * size_of::<T>();
    let to = std::ptr::from_ref(deferred).addr();
    Arg::lent(T::TYPE, Lent { pointer, bytes, exclusive, using: Use::Map(map), len, lo, to })
}

fn scalar<T: Mappable>(deferred: &Deferred<'_>, place: NonNull<T>) -> Lent {
    Lent {
        pointer: place.cast(),
        bytes: size_of::<T>(),
        exclusive: false,
        using: Use::Value,
        len: 1,
        lo: 0,
        to: std::ptr::from_ref(deferred).addr(),
    }
}

macro_rules! maps {
    ($($(#[$doc:meta])* $name:ident, $scalar:ident: $map:ident;)*) => {
        impl<S: ElementsMut + ?Sized> Handle<'_, '_, S> {$(
            $(#[$doc])*
            #[track_caller]
            pub fn $name(&self, section: Option<Range<usize>>) -> Arg<'_> {
                self.array(section, MapType::$map)
            }
        )*}
        impl<S: Mappable> Handle<'_, '_, S> {$(
            $(#[$doc])*
            pub fn $scalar(&self) -> Arg<'_> {
                self.scalar(Use::Map(MapType::$map))
            }
        )*}
    };
}
maps! {
    /// `map(to: a)`, also of a variable that the region writes.
    to, scalar_to: To;
    /// `map(from: a)`
    from, scalar_from: From;
    /// `map(tofrom: a)`
    tofrom, scalar_tofrom: ToFrom;
    /// `map(alloc: a)`
    alloc, scalar_alloc: Alloc;
    /// `map(release: a)`
    release, scalar_release: Release;
    /// `map(delete: a)`
    delete, scalar_delete: Delete;
}

impl<S: Mappable> Handle<'_, '_, S> {
    /// `reduction(op: x)`
    pub fn reduction(&self) -> Arg<'_> {
        self.scalar(Use::Reduction)
    }

    /// `firstprivate(x)`: waits for what is about to change the variable.
    pub fn value(&self) -> Arg<'_> {
        self.scalar(Use::Value)
    }
}

macro_rules! shared_maps {
    ($($(#[$doc:meta])* $name:ident, $scalar:ident: $map:ident;)*) => {
        impl<S: Elements + ?Sized> SharedHandle<'_, '_, S> {$(
            $(#[$doc])*
            #[track_caller]
            pub fn $name(&self, section: Option<Range<usize>>) -> Arg<'_> {
                self.array(section, MapType::$map)
            }
        )*}
        impl<S: Mappable> SharedHandle<'_, '_, S> {$(
            $(#[$doc])*
            pub fn $scalar(&self) -> Arg<'_> {
                self.scalar(Use::Map(MapType::$map))
            }
        )*}
    };
}
shared_maps! {
    /// `map(to: a)`
    to, scalar_to: To;
    /// `map(release: a)`
    release, scalar_release: Release;
    /// `map(delete: a)`
    delete, scalar_delete: Delete;
}

impl<'env, S: ?Sized> SharedHandle<'_, 'env, S> {
    /// The variable, for the host.
    pub fn host(&self) -> &'env S {
        self.place
    }
}

impl<S: Elements + ?Sized> SharedHandle<'_, '_, S> {
    fn extent(&self) -> Extent {
        let elements = self.place.as_elements();
        (NonNull::from(elements).cast(), elements.len())
    }

    #[track_caller]
    fn array(&self, section: Option<Range<usize>>, map: MapType) -> Arg<'_> {
        array::<S::Element>(self.deferred, self.extent(), section, (map, false))
    }
}

impl<S: Mappable> SharedHandle<'_, '_, S> {
    fn scalar(&self, using: Use) -> Arg<'_> {
        Arg::lent(S::TYPE, Lent { using, ..scalar(self.deferred, NonNull::from(self.place)) })
    }

    /// `firstprivate(x)`
    pub fn value(&self) -> Arg<'_> {
        self.scalar(Use::Value)
    }
}

/// What a `depend` clause may name.
pub trait Place {
    /// Address and length in bytes.
    #[doc(hidden)]
    fn interval(&self, section: Option<Range<usize>>) -> (usize, usize);
}

impl<S: ElementsMut + ?Sized> Place for Handle<'_, '_, S> {
    #[track_caller]
    fn interval(&self, section: Option<Range<usize>>) -> (usize, usize) {
        self.array(section, MapType::Alloc).interval().unwrap_or_default()
    }
}

impl<S: Elements + ?Sized> Place for SharedHandle<'_, '_, S> {
    #[track_caller]
    fn interval(&self, section: Option<Range<usize>>) -> (usize, usize) {
        self.array(section, MapType::To).interval().unwrap_or_default()
    }
}

impl<S: ?Sized> fmt::Debug for Handle<'_, '_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Handle").field("place", &self.place).finish_non_exhaustive()
    }
}

impl<S: ?Sized> fmt::Debug for SharedHandle<'_, '_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedHandle").finish_non_exhaustive()
    }
}
