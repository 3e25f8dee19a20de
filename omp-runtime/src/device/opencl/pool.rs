//! Device memory, kept for the next who needs a buffer of about that size: allocating takes longer than many a kernel.

use std::{collections::BTreeMap, fmt};

use ocl::{core::Mem, ffi};

use super::{Context, Error, context::started};
use crate::{
    device::devices::DeviceKind,
    sync::global::{AtomicUsize, Mutex, Ordering, lock},
};

/// Buffers that nobody uses.
#[derive(Debug)]
pub(super) struct Pool {
    /// Held for a few operations on the map, none of which leaves it half changed.
    free: Mutex<Free>,
    /// How many bytes may lie idle.
    cap: usize,
    /// How often the driver was asked for memory.
    allocations: AtomicUsize,
}

#[derive(Debug, Default)]
struct Free {
    by_size: BTreeMap<usize, Vec<Mem>>,
    bytes: usize,
}

/// The sizes that buffers have: four from each power of two to the next, so that at most a fifth is not used. Large ones
/// are multiples of 16 MiB.
fn size_class(bytes: usize) -> usize {
    const SMALLEST: usize = 256;
    const LARGE: usize = 64 << 20;
    let bytes = bytes.max(SMALLEST);
    let step = if bytes > LARGE { LARGE / 4 } else { 1 << (bytes.ilog2() - 2) };
    bytes.checked_next_multiple_of(step).unwrap_or(bytes)
}

impl Pool {
    pub(super) fn new(cap: usize) -> Self {
        Self { free: Mutex::default(), cap, allocations: AtomicUsize::new(0) }
    }

    /// A free buffer of this class, or one that is at most a quarter larger.
    fn take(&self, class: usize) -> Option<(usize, Mem)> {
        let mut free = lock(&self.free);
        let (&size, list) = free.by_size.range_mut(class..=class.saturating_add(class / 4)).next()?;
        let mem = list.pop()?;
        if list.is_empty() {
            free.by_size.remove(&size);
        }
        free.bytes -= size;
        Some((size, mem))
    }

    /// Keeps a buffer, unless enough lie idle.
    fn put(&self, size: usize, mem: Mem) {
        let mut free = lock(&self.free);
        if free.bytes.saturating_add(size) <= self.cap {
            free.bytes += size;
            free.by_size.entry(size).or_default().push(mem);
        }
    }

    /// Gives all idle memory back to the driver. Whether there was any.
    pub(super) fn clear(&self) -> bool {
        let idle = std::mem::take(&mut *lock(&self.free));
        idle.bytes > 0
    }

    /// How often the driver was asked for memory so far, with success.
    pub(super) fn allocations(&self) -> usize {
        // A count: nothing is ordered by it.
        self.allocations.load(Ordering::Relaxed)
    }
}

/// Memory of a device. Dropping it lets another have it: whoever drops it has waited for the commands that use it.
pub(crate) struct Buffer {
    mem: Option<Mem>,
    /// What was asked for.
    bytes: usize,
    /// The size it has, if it goes back to the pool.
    size: Option<usize>,
    context: &'static Context,
}

impl Buffer {
    /// How many bytes were asked for.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// The device's context.
    pub(crate) fn context(&self) -> &'static Context {
        self.context
    }

    pub(super) fn mem(&self) -> &Mem {
        self.mem.as_ref().expect("taken in drop alone")
    }

    pub(super) fn raw(&self) -> ffi::cl_mem {
        self.mem().as_ptr()
    }
}

impl fmt::Debug for Buffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Buffer")
            .field("bytes", &self.bytes)
            .field("pooled", &self.size.is_some())
            .finish_non_exhaustive()
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        if let (Some(mem), Some(size)) = (self.mem.take(), self.size) {
            self.context.pool.put(size, mem);
        }
    }
}

impl Context {
    /// A buffer of at least this size, with anything in it. It may be empty.
    pub(crate) fn buffer(&'static self, bytes: usize) -> Result<Buffer, Error> {
        let class = size_class(bytes);
        let (size, mem) = match self.pool.take(class) {
            Some(found) => found,
            None => self.retrying(|| self.allocate(class).map(|mem| (class, mem))).or_else(|error| {
                // Near the limit the rounding may be what is too much.
                let exact = bytes.max(1);
                if error.is_out_of_memory() {
                    self.allocate(exact).map(|mem| (exact, mem))
                } else {
                    Err(error)
                }
            })?,
        };
        Ok(Buffer { mem: Some(mem), bytes, size: Some(size), context: self })
    }

    /// The host's memory as a buffer. The device sees it in place if it can.
    ///
    /// # Safety
    /// The memory must be valid for reads and writes until the buffer is dropped; meanwhile nothing but the device's
    /// commands writes it, and nothing reads it while a command writes it.
    pub(crate) unsafe fn share(&'static self, pointer: *mut u8, bytes: usize) -> Result<Buffer, Error> {
        const USE_HOST_PTR: u64 = 1 << 3;
        // SAFETY: the memory is valid, as the caller says.
        let mem = unsafe { self.create(READ_WRITE | USE_HOST_PTR, bytes, pointer) }?;
        Ok(Buffer { mem: Some(mem), bytes, size: None, context: self })
    }

    fn allocate(&self, bytes: usize) -> Result<Mem, Error> {
        let too_much = Error::OutOfMemory { bytes: Some(bytes) };
        // Some drivers promise any amount.
        if bytes as u64 > self.memory {
            return Err(too_much);
        }
        // SAFETY: there is no host memory to be valid.
        let mem = unsafe { self.create(READ_WRITE, bytes, std::ptr::null_mut()) }?;
        // Other errors are those of a driver that cannot be asked: it will tell when the buffer is used.
        if self.occupy(&mem).is_err_and(|error| error.is_out_of_memory()) {
            return Err(too_much);
        }
        self.pool.allocations.fetch_add(1, Ordering::Relaxed);
        Ok(mem)
    }

    /// Has the driver back a new buffer with memory. Most do so when a command first uses it, and what they say if there is
    /// none comes too late then: with a kernel, or with a copy that nobody has waited for.
    fn occupy(&self, mem: &Mem) -> Result<(), Error> {
        const CONTENT_UNDEFINED: u64 = 1 << 1;
        if self.kind == DeviceKind::Cpu {
            return Ok(());
        }
        let (queue, object) = (self.queue()?, mem.as_ptr());
        let (mut event, none) = (std::ptr::null_mut(), std::ptr::null());
        // SAFETY: the queue lives, as the one buffer does, of the same context, and there is nothing to wait for.
        let code = unsafe {
            ffi::clEnqueueMigrateMemObjects(
                queue,
                1,
                &raw const object,
                CONTENT_UNDEFINED,
                0,
                none,
                &raw mut event,
            )
        };
        // SAFETY: a call that succeeds hands over an event.
        unsafe { started("clEnqueueMigrateMemObjects", queue, code, event) }?.wait()
    }

    /// # Safety
    /// `host` must be null, or valid as `flags` say for as long as the object lives.
    unsafe fn create(&self, flags: u64, bytes: usize, host: *mut u8) -> Result<Mem, Error> {
        let mut code = 0;
        // SAFETY: the context lives; of `host` the caller speaks.
        let mem = unsafe { ffi::clCreateBuffer(self.raw(), flags, bytes, host.cast(), &raw mut code) };
        match Error::check("clCreateBuffer", code) {
            // SAFETY: it has just been made.
            Ok(()) => Ok(unsafe { Mem::from_raw_create_ptr(mem) }),
            Err(Error::OutOfMemory { .. }) => Err(Error::OutOfMemory { bytes: Some(bytes) }),
            Err(error) => Err(error),
        }
    }

    /// Does it again without the pool's memory if there is too little. Many drivers allocate when a buffer is first used.
    pub(super) fn retrying<T>(&self, mut call: impl FnMut() -> Result<T, Error>) -> Result<T, Error> {
        match call() {
            Err(error) if error.is_out_of_memory() && self.pool.clear() => call(),
            result => result,
        }
    }

    /// How often the driver was asked for memory: a region that runs again asks for none.
    pub(crate) fn allocations(&self) -> usize {
        self.pool.allocations()
    }
}

const READ_WRITE: u64 = 1;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::size_class;

    proptest! {
        #[test]
        fn a_class_holds_what_was_asked_for_and_little_more(bytes in 1_usize..1 << 40) {
            let class = size_class(bytes);
            prop_assert!(class >= bytes);
            prop_assert!(bytes < 256 || class - bytes <= bytes / 4, "{} for {}", class, bytes);
            prop_assert_eq!(size_class(class), class);
        }
    }

    #[test]
    fn the_ends() {
        assert_eq!((size_class(0), size_class(1), size_class(257)), (256, 256, 320));
        assert_eq!(size_class(usize::MAX), usize::MAX);
        assert_eq!(size_class((64 << 20) + 1), 80 << 20);
    }
}
