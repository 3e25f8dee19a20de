//! What an opening of a shared variable gives, and the pin that keeps its phase from ending.

use std::{
    fmt,
    marker::PhantomData,
    ops::{Deref, DerefMut},
};

use crate::context::{self, Context, Open};

/// An entry in the implicit task's list of open variables, without which there is no barrier and no new phase.
///
/// Not `Send`: it goes from the list it was put on. A forgotten pin stays there, and the next barrier panics.
pub(super) struct Pin {
    address: usize,
    region: u64,
    thread: usize,
    stays: PhantomData<*const ()>,
}

// SAFETY: nothing can be done with a `&Pin`.
unsafe impl Sync for Pin {}

impl Pin {
    pub(super) fn new(ctx: &Context, open: Open) -> Self {
        ctx.opens.borrow_mut().push(open);
        Self { address: open.address, region: ctx.region_id, thread: ctx.thread_num, stays: PhantomData }
    }
}

impl Drop for Pin {
    fn drop(&mut self) {
        context::with(|ctx| {
            // A guard kept in a thread-local may be dropped in another region: that list is not its own.
            if (ctx.region_id, ctx.thread_num) != (self.region, self.thread) {
                return;
            }
            let mut opens = ctx.opens.borrow_mut();
            if let Some(at) = opens.iter().rposition(|open| open.address == self.address) {
                opens.swap_remove(at);
            }
        });
    }
}

/// A shared variable, open for reading.
pub struct Read<'p, T: ?Sized> {
    value: &'p T,
    _pin: Pin,
}

impl<'p, T: ?Sized> Read<'p, T> {
    pub(super) fn new(value: &'p T, pin: Pin) -> Self {
        Self { value, _pin: pin }
    }
}

impl<T: ?Sized> Deref for Read<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        self.value
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Read<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

/// A shared variable, open for one thread.
pub struct Exclusive<'p, T: ?Sized> {
    value: *mut T,
    _pin: Pin,
    borrow: PhantomData<&'p mut T>,
}

// SAFETY: a `&Exclusive` gives out `&T` alone.
unsafe impl<T: ?Sized + Sync> Sync for Exclusive<'_, T> {}

impl<T: ?Sized> Exclusive<'_, T> {
    /// # Safety
    /// While `pin` lasts, during `'p`, nobody else reaches the valid `value`.
    pub(super) unsafe fn new(value: *mut T, pin: Pin) -> Self {
        Self { value, _pin: pin, borrow: PhantomData }
    }
}

impl<T: ?Sized> Deref for Exclusive<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: see `new`; the reference borrows the guard, and so lasts no longer than the pin.
        unsafe { &*self.value }
    }
}

impl<T: ?Sized> DerefMut for Exclusive<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as above, and the guard is exclusively borrowed.
        unsafe { &mut *self.value }
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Exclusive<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}
