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

    /// The variable's address, for code that would rather not make a reference.
    pub fn as_ptr(&self) -> *mut T {
        self.place
    }
}
