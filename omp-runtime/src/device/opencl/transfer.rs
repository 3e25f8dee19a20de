//! Bytes to a device, from it, and on it.

use std::{ffi::c_void, ptr, time::Instant};

use ocl::ffi;

use super::{Buffer, Context, Error, Event, context::started, event::WaitList};
use crate::device::{
    devices::DeviceKind,
    record::{self, DeviceEventKind},
};

/// # Panics
/// If `bytes` bytes from `offset` on are not all in the buffer.
#[track_caller]
fn check(buffer: &Buffer, offset: usize, bytes: usize) {
    let end = offset.checked_add(bytes);
    assert!(end.is_some_and(|end| end <= buffer.bytes()), "{bytes} bytes at {offset} of {buffer:?}");
}

/// Begins a command that waits for the last one, if there is anything for it to do.
fn then(
    last: &mut Option<Event>,
    begin: impl FnOnce(&[&Event]) -> Result<Option<Event>, Error>,
) -> Result<(), Error> {
    let begun = begin(&last.iter().collect::<Vec<_>>())?;
    *last = begun.or(last.take());
    Ok(())
}

/// How much of a buffer is filled, to be copied on from there.
const CLEARED_AT_ONCE: usize = 256 << 20;

impl Context {
    /// Copies to the device once the commands of `wait` are complete, and waits for it.
    pub(crate) fn write(
        &self,
        to: &Buffer,
        offset: usize,
        from: &[u8],
        wait: &[&Event],
    ) -> Result<(), Error> {
        // SAFETY: blocking: the bytes are borrowed until the command is complete.
        unsafe { self.enqueue_write(to, offset, from.as_ptr(), from.len(), wait, true) }.map(drop)
    }

    /// Begins to copy to the device. `None` if there is nothing to copy.
    ///
    /// # Safety
    /// The host's bytes must stay valid and unchanged, and the buffer must live, until the event is complete. Commands that
    /// are not ordered with this one must not use that part of the buffer.
    pub(crate) unsafe fn start_write(
        &self,
        to: &Buffer,
        offset: usize,
        from: *const u8,
        bytes: usize,
        wait: &[&Event],
    ) -> Result<Option<Event>, Error> {
        if self.kind != DeviceKind::Cpu {
            // NVIDIA's driver takes the host's bytes when the command is enqueued, not when it is executed; what is waited
            // for may be about to write them.
            wait.iter().try_for_each(|event| event.wait())?;
        }
        // SAFETY: the caller promises what is needed.
        unsafe { self.enqueue_write(to, offset, from, bytes, wait, false) }
    }

    /// Copies from the device once the commands of `wait` are complete, and waits for it.
    pub(crate) fn read(
        &self,
        from: &Buffer,
        offset: usize,
        to: &mut [u8],
        wait: &[&Event],
    ) -> Result<(), Error> {
        // SAFETY: blocking: the bytes are borrowed until the command is complete.
        unsafe { self.enqueue_read(from, offset, to.as_mut_ptr(), to.len(), wait, true) }.map(drop)
    }

    /// Begins to copy from the device. `None` if there is nothing to copy.
    ///
    /// # Safety
    /// The host's bytes must stay valid and nothing else may use them, and the buffer must live, until the event is
    /// complete. Commands that are not ordered with this one must not write that part of the buffer.
    pub(crate) unsafe fn start_read(
        &self,
        from: &Buffer,
        offset: usize,
        to: *mut u8,
        bytes: usize,
        wait: &[&Event],
    ) -> Result<Option<Event>, Error> {
        // SAFETY: the caller promises what is needed.
        unsafe { self.enqueue_read(from, offset, to, bytes, wait, false) }
    }

    /// Begins to copy from one buffer, at an offset, to another. `None` if there is nothing to copy.
    ///
    /// # Safety
    /// Both buffers must live until the event is complete, and commands that are not ordered with this one must not use
    /// these parts of them. The parts must not overlap.
    pub(crate) unsafe fn copy(
        &self,
        (from, from_offset): (&Buffer, usize),
        (to, to_offset): (&Buffer, usize),
        bytes: usize,
        wait: &[&Event],
    ) -> Result<Option<Event>, Error> {
        check(from, from_offset, bytes);
        check(to, to_offset, bytes);
        // SAFETY: both parts are in their buffers, which live, as the events do. Of what others do there the caller speaks.
        self.transfer(("clEnqueueCopyBuffer", None), bytes, wait, false, |queue, wait, event| unsafe {
            let (from, to) = (from.raw(), to.raw());
            let (count, list) = (wait.len(), wait.pointer());
            ffi::clEnqueueCopyBuffer(queue, from, to, from_offset, to_offset, bytes, count, list, event)
        })
    }

    /// Begins to fill a part of a buffer with copies of `pattern`, of 1, 2, 4, 8, .. 128 bytes. Offset and length are
    /// multiples of that. `None` if there is nothing to fill.
    ///
    /// # Safety
    /// The buffer must live until the event is complete, and commands that are not ordered with this one must not use that
    /// part of it.
    pub(crate) unsafe fn fill(
        &self,
        buffer: &Buffer,
        offset: usize,
        bytes: usize,
        pattern: &[u8],
        wait: &[&Event],
    ) -> Result<Option<Event>, Error> {
        check(buffer, offset, bytes);
        // SAFETY: the part is in the buffer, which lives, as the events do; the pattern is copied by the call.
        self.transfer(("clEnqueueFillBuffer", None), bytes, wait, false, |queue, wait, event| unsafe {
            let (pattern, size) = (pattern.as_ptr().cast(), pattern.len());
            let (count, list) = (wait.len(), wait.pointer());
            ffi::clEnqueueFillBuffer(queue, buffer.raw(), pattern, size, offset, bytes, count, list, event)
        })
    }

    /// Begins to set the first `bytes` of a buffer to 0. `None` if there are none.
    ///
    /// A fill is for small parts: by single bytes it is slow, and NVIDIA's faults past the first 32 GiB of a buffer, after
    /// which its context is of no more use. So what is filled is copied on.
    ///
    /// # Safety
    /// As for [`Context::fill`].
    pub(crate) unsafe fn clear(&self, buffer: &Buffer, bytes: usize) -> Result<Option<Event>, Error> {
        const PATTERN: [u8; 16] = [0; 16];
        let filled = bytes.min(CLEARED_AT_ONCE);
        let whole = filled - filled % PATTERN.len();
        let mut last = None;
        // SAFETY: these are parts of the buffer's first `bytes`, each written by one command that waits for the one before,
        // so that the last is complete when all are.
        let mut result = unsafe {
            then(&mut last, |wait| self.fill(buffer, 0, whole, &PATTERN, wait))
                .and_then(|()| then(&mut last, |wait| self.fill(buffer, whole, filled - whole, &[0], wait)))
        };
        for at in (filled..bytes).step_by(CLEARED_AT_ONCE) {
            let part = CLEARED_AT_ONCE.min(bytes - at);
            // SAFETY: as above; what is read is complete.
            let copy = |wait: &[&Event]| unsafe { self.copy((buffer, 0), (buffer, at), part, wait) };
            result = result.and_then(|()| then(&mut last, copy));
        }
        if let (Err(_), Some(begun)) = (&result, &last) {
            // The caller will let go of the buffer. What went wrong first is what is reported.
            let _ = begun.wait();
        }
        result.map(|()| last)
    }

    /// Makes what commands wrote to a buffer of [`Context::share`] visible in the host's memory, once the commands of `wait`
    /// are complete. On a device that works in place nothing is copied.
    pub(crate) fn settle(&self, shared: &Buffer, wait: &[&Event]) -> Result<(), Error> {
        const MAP_READ: u64 = 1;
        const BLOCKING: u32 = 1;
        let queue = self.queue()?;
        let wait = WaitList::new(wait);
        let (mem, none) = (shared.raw(), ptr::null_mut());
        let (mut code, mut event) = (0, ptr::null_mut());
        // SAFETY: the buffer lives, as the events do, and the part is all of it.
        let mapped = unsafe {
            let (count, list, bytes) = (wait.len(), wait.pointer(), shared.bytes());
            ffi::clEnqueueMapBuffer(
                queue,
                mem,
                BLOCKING,
                MAP_READ,
                0,
                bytes,
                count,
                list,
                none,
                &raw mut code,
            )
        };
        Error::check("clEnqueueMapBuffer", code)?;
        // SAFETY: it has just been mapped, there.
        let code =
            unsafe { ffi::clEnqueueUnmapMemObject(queue, mem, mapped, 0, ptr::null(), &raw mut event) };
        // SAFETY: a call that succeeds hands over an event.
        unsafe { started("clEnqueueUnmapMemObject", queue, code, event) }?.wait()
    }

    /// # Safety
    /// As for [`Context::start_write`], until the call returns if it is blocking.
    unsafe fn enqueue_write(
        &self,
        to: &Buffer,
        offset: usize,
        from: *const u8,
        bytes: usize,
        wait: &[&Event],
        blocking: bool,
    ) -> Result<Option<Event>, Error> {
        check(to, offset, bytes);
        let from: *const c_void = from.cast();
        // SAFETY: the part is in the buffer, which lives, as the events do. Of the host's bytes the caller speaks.
        self.transfer(
            ("clEnqueueWriteBuffer", Some(DeviceEventKind::ToDevice)),
            bytes,
            wait,
            blocking,
            |queue, wait, event| unsafe {
                let (count, list) = (wait.len(), wait.pointer());
                ffi::clEnqueueWriteBuffer(
                    queue,
                    to.raw(),
                    blocking.into(),
                    offset,
                    bytes,
                    from,
                    count,
                    list,
                    event,
                )
            },
        )
    }

    /// # Safety
    /// As for [`Context::start_read`], until the call returns if it is blocking.
    unsafe fn enqueue_read(
        &self,
        from: &Buffer,
        offset: usize,
        to: *mut u8,
        bytes: usize,
        wait: &[&Event],
        blocking: bool,
    ) -> Result<Option<Event>, Error> {
        check(from, offset, bytes);
        let to: *mut c_void = to.cast();
        // SAFETY: the part is in the buffer, which lives, as the events do. Of the host's bytes the caller speaks.
        self.transfer(
            ("clEnqueueReadBuffer", Some(DeviceEventKind::FromDevice)),
            bytes,
            wait,
            blocking,
            |queue, wait, event| unsafe {
                let (count, list) = (wait.len(), wait.pointer());
                ffi::clEnqueueReadBuffer(
                    queue,
                    from.raw(),
                    blocking.into(),
                    offset,
                    bytes,
                    to,
                    count,
                    list,
                    event,
                )
            },
        )
    }

    /// Enqueues a command of some bytes. OpenCL has none of zero bytes. One that is blocking needs no event.
    fn transfer(
        &self,
        (call, kind): (&'static str, Option<DeviceEventKind>),
        bytes: usize,
        wait: &[&Event],
        blocking: bool,
        enqueue: impl Fn(ffi::cl_command_queue, &WaitList, *mut ffi::cl_event) -> i32,
    ) -> Result<Option<Event>, Error> {
        if bytes == 0 {
            return Ok(None);
        }
        let queue = self.queue()?;
        let wait = WaitList::new(wait);
        let enqueued = Instant::now();
        self.retrying(|| {
            if blocking && !record::is_on() {
                return Error::check(call, enqueue(queue, &wait, ptr::null_mut())).map(|()| None);
            }
            let mut event = ptr::null_mut();
            let code = enqueue(queue, &wait, &raw mut event);
            // SAFETY: the queue lives; a call that succeeds hands over an event.
            let event = unsafe { started(call, queue, code, event) }?;
            if let Some(kind) = kind {
                self.note_copy(kind, bytes, &event, enqueued);
            }
            Ok(Some(event))
        })
    }
}
