//! Atomics, locks and checked cells: std's, or loom's under `cfg(loom)`. No other file names either.

#[cfg(not(loom))]
pub(crate) mod atomic {
    #[cfg(all(target_os = "linux", not(miri)))]
    pub(crate) use std::sync::atomic::compiler_fence;
    pub(crate) use std::sync::atomic::{AtomicBool, AtomicIsize, AtomicPtr, AtomicUsize, Ordering, fence};
}
#[cfg(loom)]
pub(crate) mod atomic {
    pub(crate) use loom::sync::atomic::{AtomicBool, AtomicIsize, AtomicPtr, AtomicUsize, Ordering, fence};
}

#[cfg(loom)]
pub(crate) use loom::{
    hint::spin_loop,
    sync::{Arc, Condvar, Mutex, MutexGuard},
    thread::yield_now,
};
#[cfg(not(loom))]
pub(crate) use std::{
    hint::spin_loop,
    sync::{Arc, Condvar, Mutex, MutexGuard},
    thread::yield_now,
};

/// For statics and what hangs off them: ids and counts that no protocol rests on, tables under a lock. Always std's, for
/// loom's cannot be constants.
pub(crate) mod global {
    pub(crate) use std::sync::{
        Mutex, MutexGuard,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    };

    /// As [`super::lock`].
    pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
        mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// [`lock`] for what is held for some dozen instructions and wanted by a whole team at once. Std's lock has all others
    /// sleep as soon as one does, so that each is woken by a system call: sixteen threads take ten times as long.
    #[inline]
    pub(crate) fn lock_briefly<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
        use std::sync::TryLockError;
        // Some 20 to 60 us in all: who holds the lock that long has lost its CPU.
        const TRIES: u32 = 64;
        for n in 0..TRIES {
            match mutex.try_lock() {
                Ok(guard) => return guard,
                Err(TryLockError::Poisoned(error)) => return error.into_inner(),
                // Further apart the longer it lasts, so that the line stays with the holder.
                Err(TryLockError::WouldBlock) => (0..1 << n.min(5)).for_each(|_| std::hint::spin_loop()),
            }
        }
        lock(mutex)
    }
}

/// Locks, whether or not a thread panicked with the lock held: what our locks guard is never half changed.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// `UnsafeCell` behind loom's interface, so that loom sees every access.
#[cfg(not(loom))]
pub(crate) struct UnsafeCell<T>(std::cell::UnsafeCell<T>);

#[cfg(not(loom))]
impl<T> UnsafeCell<T> {
    pub(crate) const fn new(value: T) -> Self {
        Self(std::cell::UnsafeCell::new(value))
    }

    #[inline]
    pub(crate) fn with<R>(&self, f: impl FnOnce(*const T) -> R) -> R {
        f(self.0.get().cast_const())
    }

    #[inline]
    pub(crate) fn with_mut<R>(&self, f: impl FnOnce(*mut T) -> R) -> R {
        f(self.0.get())
    }

    pub(crate) fn into_inner(self) -> T {
        self.0.into_inner()
    }
}

#[cfg(loom)]
pub(crate) use loom::cell::UnsafeCell;
