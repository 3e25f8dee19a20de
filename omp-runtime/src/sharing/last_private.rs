//! `lastprivate`: the value that the sequentially last iteration leaves.

use std::sync::{Mutex, PoisonError};

/// A place that the last iteration's thread fills and the code after the construct empties.
///
/// It is touched twice a construct, so a mutex is all it takes.
#[derive(Debug)]
pub struct LastPrivate<T>(Mutex<Option<T>>);

impl<T> LastPrivate<T> {
    /// An empty place.
    #[must_use]
    pub const fn new() -> Self {
        Self(Mutex::new(None))
    }

    /// Leaves the last iteration's value.
    pub fn set(&self, value: T) {
        let old = self.0.lock().unwrap_or_else(PoisonError::into_inner).replace(value);
        // Dropped after the lock is released: `T::drop` is the user's.
        drop(old);
    }

    /// The value; `None` when the loop had no iteration.
    pub fn take(&self) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl<T> Default for LastPrivate<T> {
    fn default() -> Self {
        Self::new()
    }
}
