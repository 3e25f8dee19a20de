//! A shared variable that only its critical section opens.

use std::{
    marker::PhantomData,
    ops::{Deref, DerefMut},
    ptr,
    sync::atomic::{AtomicBool, Ordering},
};

use super::guard::Pin;
use crate::constructs::critical::{Key, Lock};

/// A variable in the mode "guarded": any thread that holds the critical section's key may open it, also one of
/// a nested team and a task.
pub struct Guarded<'p, T: ?Sized> {
    value: *mut T,
    taken: &'p AtomicBool,
    lock: &'static Lock,
    name: &'static str,
    _pin: Pin,
    borrow: PhantomData<&'p mut T>,
}

// SAFETY: a `&Guarded` gives out `&mut T`, to one thread at a time: `T: Send`, as for a mutex.
unsafe impl<T: ?Sized + Send> Sync for Guarded<'_, T> {}

impl<'p, T: ?Sized> Guarded<'p, T> {
    /// # Safety
    /// While `pin` lasts, during `'p`, the valid `value` is reached only through handles of this lock, all of
    /// which have this `taken`.
    pub(super) unsafe fn new(
        value: *mut T,
        taken: &'p AtomicBool,
        lock: &'static Lock,
        name: &'static str,
        pin: Pin,
    ) -> Self {
        Self { value, taken, lock, name, _pin: pin, borrow: PhantomData }
    }

    /// Opens the variable for the rest of the critical section, or until the result is dropped.
    ///
    /// # Panics
    /// When `key` is another section's, or the section has the variable open already.
    #[track_caller]
    pub fn open<'k>(&'k self, key: &'k Key) -> Opened<'k, T> {
        let (name, own, other) = (self.name, self.lock, key.lock());
        assert!(ptr::eq(own, other), "`{name}` is guarded by {own}, but was opened with the key of {other}");
        // Relaxed: a key does not leave the thread that holds the lock, and the lock orders its holders.
        let taken = self.taken.swap(true, Ordering::Relaxed);
        assert!(!taken, "`{name}` is already open in this critical section");
        Opened { value: self.value, taken: self.taken, borrow: PhantomData }
    }
}

/// A variable, open in its critical section. Bound to the section by the borrow of its key.
pub struct Opened<'k, T: ?Sized> {
    value: *mut T,
    taken: &'k AtomicBool,
    borrow: PhantomData<&'k mut T>,
}

impl<T: ?Sized> Deref for Opened<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: this thread holds the lock during 'k, and `taken` lets one `Opened` exist at a time.
        unsafe { &*self.value }
    }
}

impl<T: ?Sized> DerefMut for Opened<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as above.
        unsafe { &mut *self.value }
    }
}

impl<T: ?Sized> Drop for Opened<'_, T> {
    fn drop(&mut self) {
        // Relaxed: under the lock, as in `open`.
        self.taken.store(false, Ordering::Relaxed);
    }
}
