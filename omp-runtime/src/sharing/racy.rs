//! `unsafe(shared(x))`: the one way to write a race.

use std::marker::PhantomData;

/// A variable that all threads reach, on the programmer's word.
pub struct RacyCell<'a, T: ?Sized> {
    place: *mut T,
    borrow: PhantomData<&'a mut T>,
}

// SAFETY: all a shared cell offers is `get`, whose caller promises the absence of races. `T: Send` since any
// thread may then take the value.
unsafe impl<T: ?Sized + Send> Sync for RacyCell<'_, T> {}
// SAFETY: it is a `&'a mut T`.
unsafe impl<T: ?Sized + Send> Send for RacyCell<'_, T> {}

impl<'a, T: ?Sized> RacyCell<'a, T> {
    /// Shares `variable` without any check.
    pub fn new(variable: &'a mut T) -> Self {
        Self { place: variable, borrow: PhantomData }
    }

    /// The variable.
    ///
    /// # Safety
    /// No two threads may use the reference at once unless all of them only read, and one thread uses one
    /// such reference at a time. A race is undefined behaviour.
    #[expect(clippy::mut_from_ref, reason = "that is the point: the caller answers for exclusiveness")]
    pub unsafe fn get(&self) -> &mut T {
        // SAFETY: valid for 'a, which outlives `&self`; exclusive by the caller's promise.
        unsafe { &mut *self.place }
    }

    /// An element, without a reference to the others: different threads may use different ones.
    ///
    /// # Safety
    /// As for `get`, of the one element. The variable itself stays as it is meanwhile: a vector does not grow.
    ///
    /// # Panics
    /// When the index is out of bounds.
    #[expect(clippy::mut_from_ref, reason = "as `get`")]
    #[inline]
    #[track_caller]
    pub unsafe fn element(&self, index: usize) -> &mut T::Element
    where
        T: Elements,
    {
        // SAFETY: the variable is valid for 'a.
        let (start, len) = unsafe { T::elements(self.place) };
        assert!(index < len, "index out of bounds: the len is {len} but the index is {index}");
        // SAFETY: in bounds; exclusive by the caller's promise.
        unsafe { &mut *start.add(index) }
    }

    /// The variable's address, for code that would rather not make a reference.
    pub fn as_ptr(&self) -> *mut T {
        self.place
    }
}

/// A variable of which threads may use different elements at once.
pub trait Elements {
    /// What it holds.
    type Element;
    /// The first element's address, and how many there are.
    ///
    /// # Safety
    /// `place` is valid, and nobody writes the variable itself, as opposed to its elements.
    unsafe fn elements(place: *mut Self) -> (*mut Self::Element, usize);
}

impl<T> Elements for [T] {
    type Element = T;
    #[inline]
    unsafe fn elements(place: *mut Self) -> (*mut T, usize) {
        (place.cast(), place.len())
    }
}

impl<T, const N: usize> Elements for [T; N] {
    type Element = T;
    #[inline]
    unsafe fn elements(place: *mut Self) -> (*mut T, usize) {
        (place.cast(), N)
    }
}

impl<T> Elements for Vec<T> {
    type Element = T;
    #[inline]
    unsafe fn elements(place: *mut Self) -> (*mut T, usize) {
        // SAFETY: valid by the caller; a shared reference to the vector, not to what it owns.
        let vec = unsafe { &*place };
        (vec.as_ptr().cast_mut(), vec.len())
    }
}
