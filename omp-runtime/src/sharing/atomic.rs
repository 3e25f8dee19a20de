//! `atomic`: places of a shared variable that threads change without a lock.
//!
//! Memory order: relaxed unless the construct has a clause (OpenMP 5.2, 15.8.4). Integers add and subtract with
//! one instruction; a build with debug assertions checks for overflow after it: the place has then wrapped already,
//! and the thread panics. Other builds wrap. 128-bit integers have no atomic instructions on stable Rust and
//! do not compile: `critical` serves them.

use std::{
    marker::PhantomData,
    sync::atomic::{
        AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicU8, AtomicU16, AtomicU32,
        AtomicU64, AtomicUsize, Ordering,
    },
};

use super::guard::Pin;

/// A shared variable in the mode "atomic", usable on any thread while the handle lives.
pub struct Atomics<'p, T: ?Sized> {
    place: *mut T,
    _pin: Pin,
    borrow: PhantomData<&'p mut T>,
}

// SAFETY: a `&Atomics` gives out atomic places alone, and the types that have those are `Send` and `Sync`.
unsafe impl<T: ?Sized> Sync for Atomics<'_, T> {}

impl<T: ?Sized> Atomics<'_, T> {
    /// # Safety
    /// While `pin` lasts, during `'p`, the valid `place` is reached only atomically.
    pub(super) unsafe fn new(place: *mut T, pin: Pin) -> Self {
        Self { place, _pin: pin, borrow: PhantomData }
    }
}

impl<T: AtomicElement> Atomics<'_, T> {
    /// The variable itself.
    #[inline]
    pub fn place(&self) -> AtomicPlace<'_, T> {
        AtomicPlace { at: self.place, order: Ordering::Relaxed, borrow: PhantomData }
    }
}

impl<T: AtomicElement> Atomics<'_, [T]> {
    /// An element.
    ///
    /// # Panics
    /// When the index is out of bounds.
    #[inline]
    #[track_caller]
    pub fn at(&self, index: usize) -> AtomicPlace<'_, T> {
        let len = self.place.len();
        assert!(index < len, "index out of bounds: the len is {len} but the index is {index}");
        let first = self.place.cast::<T>();
        // SAFETY: just checked.
        AtomicPlace { at: unsafe { first.add(index) }, order: Ordering::Relaxed, borrow: PhantomData }
    }

    /// The number of elements.
    #[inline]
    #[expect(clippy::len_without_is_empty, reason = "asked by code written for the slice")]
    pub fn len(&self) -> usize {
        self.place.len()
    }
}

/// A scalar that is read and written only atomically while this exists.
#[derive(Clone, Copy)]
pub struct AtomicPlace<'p, T> {
    at: *mut T,
    order: Ordering,
    borrow: PhantomData<&'p T>,
}

impl<T: AtomicElement> AtomicPlace<'_, T> {
    /// The same place, accessed in another memory order (the clauses `acquire`, `release`, `acq_rel`,
    /// `seq_cst`). A load takes the acquiring half of it, a store the releasing half.
    #[inline]
    #[must_use]
    pub fn order(mut self, order: Ordering) -> Self {
        self.order = order;
        self
    }

    /// `atomic read`.
    #[inline]
    pub fn load(self) -> T {
        // SAFETY: valid and reached only atomically, see `Atomics::new`.
        unsafe { T::load(self.at, loading(self.order)) }
    }

    /// `atomic write`.
    #[inline]
    pub fn store(self, value: T) {
        // SAFETY: as in `load`.
        unsafe { T::store(self.at, value, storing(self.order)) }
    }

    /// `atomic capture` of a write: stores `value`, returns what was there.
    #[inline]
    pub fn swap(self, value: T) -> T {
        // SAFETY: as in `load`.
        unsafe { T::swap(self.at, value, self.order) }
    }

    /// `atomic update`: `x = f(x)`. Returns the old and the new value. `f` may run several times.
    #[inline]
    pub fn update(self, mut f: impl FnMut(T) -> T) -> (T, T) {
        let mut old = self.load();
        loop {
            let new = f(old);
            // SAFETY: as in `load`.
            match unsafe { T::exchange(self.at, old, new, self.order, loading(self.order)) } {
                Ok(()) => return (old, new),
                Err(now) => old = now,
            }
        }
    }
}

impl<T: AtomicNumber> AtomicPlace<'_, T> {
    /// `x += value`. Returns the old value.
    ///
    /// # Panics
    /// On overflow, with debug assertions; see the module.
    #[inline]
    #[track_caller]
    #[expect(clippy::should_implement_trait, reason = "it changes the place and returns the old value")]
    pub fn add(self, value: T) -> T {
        // SAFETY: as in `load`.
        unsafe { T::add(self.at, value, self.order) }
    }

    /// `x -= value`. Returns the old value.
    ///
    /// # Panics
    /// On overflow, with debug assertions; see the module.
    #[inline]
    #[track_caller]
    #[expect(clippy::should_implement_trait, reason = "it changes the place and returns the old value")]
    pub fn sub(self, value: T) -> T {
        // SAFETY: as in `load`.
        unsafe { T::sub(self.at, value, self.order) }
    }
}

fn loading(order: Ordering) -> Ordering {
    match order {
        Ordering::Release => Ordering::Relaxed,
        Ordering::AcqRel => Ordering::Acquire,
        other => other,
    }
}

fn storing(order: Ordering) -> Ordering {
    match order {
        Ordering::Acquire => Ordering::Relaxed,
        Ordering::AcqRel => Ordering::Release,
        other => other,
    }
}

mod sealed {
    pub trait Sealed {}
}

/// A type with atomic accesses: integers of up to 64 bits, `f32`, `f64`, `bool`.
#[diagnostic::on_unimplemented(
    message = "`atomic` cannot access a `{Self}`",
    note = "atomics are integers of up to 64 bits, `f32`, `f64` and `bool`; use `critical` for other types"
)]
pub trait AtomicElement: Copy + Send + Sync + sealed::Sealed {
    /// # Safety
    /// `at` is valid and, while shared, reached only atomically. So for all functions of this trait.
    #[doc(hidden)]
    unsafe fn load(at: *mut Self, order: Ordering) -> Self;
    /// # Safety
    /// As `load`.
    #[doc(hidden)]
    unsafe fn store(at: *mut Self, value: Self, order: Ordering);
    /// # Safety
    /// As `load`.
    #[doc(hidden)]
    unsafe fn swap(at: *mut Self, value: Self, order: Ordering) -> Self;
    /// Compares bits, and may fail spuriously.
    /// # Safety
    /// As `load`.
    #[doc(hidden)]
    unsafe fn exchange(
        at: *mut Self,
        old: Self,
        new: Self,
        ok: Ordering,
        failed: Ordering,
    ) -> Result<(), Self>;
}

/// An [`AtomicElement`] with `+` and `-`.
pub trait AtomicNumber: AtomicElement {
    /// # Safety
    /// As [`AtomicElement::load`].
    #[doc(hidden)]
    unsafe fn add(at: *mut Self, value: Self, order: Ordering) -> Self;
    /// # Safety
    /// As [`AtomicElement::load`].
    #[doc(hidden)]
    unsafe fn sub(at: *mut Self, value: Self, order: Ordering) -> Self;
}

macro_rules! element {
    ($($t:ty, $atomic:ty, $bits:ty, $to:expr, $from:expr;)*) => {$(
        impl sealed::Sealed for $t {}

        impl AtomicElement for $t {
            #[inline]
            unsafe fn load(at: *mut Self, order: Ordering) -> Self {
                // SAFETY: by the caller; the alignment is that of the atomic type, see `place`.
                ($from)(unsafe { <$atomic>::from_ptr(place::<Self, $bits, $atomic>(at)) }.load(order))
            }
            #[inline]
            unsafe fn store(at: *mut Self, value: Self, order: Ordering) {
                // SAFETY: as in `load`.
                unsafe { <$atomic>::from_ptr(place::<Self, $bits, $atomic>(at)) }.store(($to)(value), order);
            }
            #[inline]
            unsafe fn swap(at: *mut Self, value: Self, order: Ordering) -> Self {
                // SAFETY: as in `load`.
                ($from)(unsafe { <$atomic>::from_ptr(place::<Self, $bits, $atomic>(at)) }.swap(($to)(value), order))
            }
            #[inline]
            unsafe fn exchange(
                at: *mut Self, old: Self, new: Self, ok: Ordering, failed: Ordering,
            ) -> Result<(), Self> {
                // SAFETY: as in `load`.
                let atomic = unsafe { <$atomic>::from_ptr(place::<Self, $bits, $atomic>(at)) };
                let done = atomic.compare_exchange_weak(($to)(old), ($to)(new), ok, failed);
                done.map(drop).map_err($from)
            }
        }
    )*};
}

/// `at` as the atomic type `A` wants it. Where `A` is aligned more strictly than `T` (64 bits on a few 32-bit
/// processors) this does not compile.
#[inline]
fn place<T, Bits, A>(at: *mut T) -> *mut Bits {
    const {
        assert!(
            size_of::<T>() == size_of::<Bits>() && align_of::<T>() == align_of::<A>(),
            "this type has no atomic accesses on this processor: use `critical`"
        );
    }
    at.cast()
}

macro_rules! integer {
    ($($t:ty, $atomic:ty;)*) => {
        element! { $($t, $atomic, $t, |value: $t| value, |bits: $t| bits;)* }
        $(
            impl AtomicNumber for $t {
                #[inline]
                #[track_caller]
                unsafe fn add(at: *mut Self, value: Self, order: Ordering) -> Self {
                    // SAFETY: by the caller; the alignment is that of the atomic type, see `place`.
                    let old = unsafe { <$atomic>::from_ptr(place::<Self, $t, $atomic>(at)) }.fetch_add(value, order);
                    assert!(!cfg!(debug_assertions) || old.checked_add(value).is_some(), "attempt to add with overflow");
                    old
                }
                #[inline]
                #[track_caller]
                unsafe fn sub(at: *mut Self, value: Self, order: Ordering) -> Self {
                    // SAFETY: as in `add`.
                    let old = unsafe { <$atomic>::from_ptr(place::<Self, $t, $atomic>(at)) }.fetch_sub(value, order);
                    assert!(!cfg!(debug_assertions) || old.checked_sub(value).is_some(), "attempt to subtract with overflow");
                    old
                }
            }
        )*
    };
}
integer! {
    i8, AtomicI8; i16, AtomicI16; i32, AtomicI32; i64, AtomicI64; isize, AtomicIsize;
    u8, AtomicU8; u16, AtomicU16; u32, AtomicU32; u64, AtomicU64; usize, AtomicUsize;
}

element! {
    bool, AtomicBool, bool, |value: bool| value, |bits: bool| bits;
    f32, AtomicU32, u32, f32::to_bits, f32::from_bits;
    f64, AtomicU64, u64, f64::to_bits, f64::from_bits;
}

macro_rules! float {
    ($($t:ty)*) => {$(
        impl AtomicNumber for $t {
            #[inline]
            unsafe fn add(at: *mut Self, value: Self, order: Ordering) -> Self {
                AtomicPlace { at, order, borrow: PhantomData }.update(|old| old + value).0
            }
            #[inline]
            unsafe fn sub(at: *mut Self, value: Self, order: Ordering) -> Self {
                AtomicPlace { at, order, borrow: PhantomData }.update(|old| old - value).0
            }
        }
    )*};
}
float!(f32 f64);
