//! A pair of fences of which one is nearly free: where the kernel can make every running thread of the process
//! execute a full fence, the frequent side of a protocol needs to stop the compiler only.
//!
//! A `light` and a `heavy` fence synchronise as two `SeqCst` fences do, if `heavy` returned true.

#[cfg(all(target_os = "linux", not(loom), not(miri)))]
mod imp {
    use std::sync::OnceLock;

    use crate::sync::atomic::{Ordering, compiler_fence};

    // linux/membarrier.h
    const PRIVATE_EXPEDITED: libc::c_int = 1 << 3;
    const REGISTER_PRIVATE_EXPEDITED: libc::c_int = 1 << 4;

    fn membarrier(command: libc::c_int) -> bool {
        // SAFETY: the call takes three integers and touches no memory of ours.
        unsafe { libc::syscall(libc::SYS_membarrier, command, 0, 0) == 0 }
    }

    /// Whether the kernel has the call and lets us use it. Asked once.
    pub(crate) fn available() -> bool {
        static REGISTERED: OnceLock<bool> = OnceLock::new();
        *REGISTERED.get_or_init(|| membarrier(REGISTER_PRIVATE_EXPEDITED) && membarrier(PRIVATE_EXPEDITED))
    }

    #[inline]
    pub(crate) fn light() {
        compiler_fence(Ordering::SeqCst);
    }

    /// False if the kernel refused.
    pub(crate) fn heavy() -> bool {
        compiler_fence(Ordering::SeqCst);
        let done = membarrier(PRIVATE_EXPEDITED)
            // A child process may have to register again.
            || (membarrier(REGISTER_PRIVATE_EXPEDITED) && membarrier(PRIVATE_EXPEDITED));
        compiler_fence(Ordering::SeqCst);
        done
    }
}

/// No such call here: nobody uses the light fence. Under loom both are the fences they stand for.
#[cfg(not(all(target_os = "linux", not(loom), not(miri))))]
mod imp {
    use crate::sync::atomic::{Ordering, fence};

    pub(crate) fn available() -> bool {
        false
    }

    #[inline]
    pub(crate) fn light() {
        fence(Ordering::SeqCst);
    }

    pub(crate) fn heavy() -> bool {
        fence(Ordering::SeqCst);
        true
    }
}

pub(crate) use imp::{available, heavy, light};
