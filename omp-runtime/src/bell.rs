//! Sleeping until somebody rings: a counter that sleepers compare with what they have seen before.

#[cfg(all(target_os = "linux", not(loom), not(miri)))]
pub(crate) use futex::Bell;
#[cfg(not(all(target_os = "linux", not(loom), not(miri))))]
pub(crate) use portable::Bell;

/// Who is woken goes on at once: behind a condition variable each one would first have to get its lock from the one before.
#[cfg(all(target_os = "linux", not(loom), not(miri)))]
mod futex {
    use std::{
        ptr,
        sync::atomic::{AtomicU32, Ordering},
    };

    pub(crate) struct Bell {
        rings: AtomicU32,
    }

    impl Bell {
        pub(crate) fn new() -> Self {
            Self { rings: AtomicU32::new(0) }
        }

        /// What to give to `wait`.
        pub(crate) fn rings(&self) -> u32 {
            // Acquire pairs with the Release in `ring`: who sees a ring sees its reason too.
            self.rings.load(Ordering::Acquire)
        }

        /// Sleeps until it has been rung since `seen`. May return without.
        pub(crate) fn wait(&self, seen: u32) {
            // Compared by the kernel, under the lock that `ring` wakes under. It returns at once if there was a ring, on a
            // signal, and for no reason: the caller looks again.
            // SAFETY: the word is alive; without a time limit the kernel reads nothing else.
            unsafe {
                let (op, forever) =
                    (libc::FUTEX_WAIT | libc::FUTEX_PRIVATE_FLAG, ptr::null::<libc::timespec>());
                libc::syscall(libc::SYS_futex, self.rings.as_ptr(), op, seen, forever);
            }
        }

        /// Wakes all who sleep.
        pub(crate) fn ring(&self) {
            self.wake(i32::MAX);
        }

        /// Wakes one of those who sleep.
        pub(crate) fn ring_for_one(&self) {
            self.wake(1);
        }

        fn wake(&self, most: i32) {
            // Release: see `rings`. After four thousand million rings while a thread falls asleep it would sleep on.
            self.rings.fetch_add(1, Ordering::Release);
            // SAFETY: the word is alive, and is not read.
            unsafe {
                let op = libc::FUTEX_WAKE | libc::FUTEX_PRIVATE_FLAG;
                libc::syscall(libc::SYS_futex, self.rings.as_ptr(), op, most);
            }
        }
    }
}

#[cfg(not(all(target_os = "linux", not(loom), not(miri))))]
mod portable {
    use std::sync::PoisonError;

    use crate::sync::{Condvar, Mutex, lock};

    pub(crate) struct Bell {
        rings: Mutex<u32>,
        wake: Condvar,
    }

    impl Bell {
        pub(crate) fn new() -> Self {
            Self { rings: Mutex::new(0), wake: Condvar::new() }
        }

        pub(crate) fn rings(&self) -> u32 {
            *lock(&self.rings)
        }

        pub(crate) fn wait(&self, seen: u32) {
            let mut rings = lock(&self.rings);
            while *rings == seen {
                rings = self.wake.wait(rings).unwrap_or_else(PoisonError::into_inner);
            }
        }

        pub(crate) fn ring(&self) {
            self.count();
            self.wake.notify_all();
        }

        pub(crate) fn ring_for_one(&self) {
            self.count();
            self.wake.notify_one();
        }

        fn count(&self) {
            let mut rings = lock(&self.rings);
            *rings = rings.wrapping_add(1);
        }
    }
}
