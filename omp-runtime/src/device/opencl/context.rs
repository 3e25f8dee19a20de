//! One device as a place to run things: its context and its queues.

use std::{fmt, ptr, sync::OnceLock, time::Instant};

use ocl::{
    core::{self, CommandQueue},
    ffi,
};

use super::{Error, Event, Handle, Kernel, event::WaitList, pool::Pool};
use crate::device::{
    devices::DeviceKind,
    record::{self, DeviceEventKind},
};

/// How a device gets at the memory of the host without a copy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Sharing {
    /// A host pointer is a kernel argument: [`Kernel::set_pointer`].
    System,
    /// A buffer can stand for host memory: [`Context::share`].
    HostPointer,
    /// It cannot.
    None,
}

/// A device's context, queues and memory.
pub(crate) struct Context {
    pub(super) handle: &'static Handle,
    object: core::Context,
    /// Without and with the times of commands, each made at first use.
    queues: [OnceLock<Result<CommandQueue, Error>>; 2],
    /// The number of the device, for recordings.
    number: usize,
    /// The device's kind, and its memory in bytes.
    pub(super) kind: DeviceKind,
    pub(super) memory: u64,
    pub(super) pool: Pool,
}

impl Context {
    pub(super) fn new(
        handle: &'static Handle,
        number: usize,
        memory: u64,
        kind: DeviceKind,
    ) -> Result<Self, Error> {
        const CONTEXT_PLATFORM: isize = 0x1084;
        // A device of its own memory has it for us; the host's is also the program's.
        let cap = if kind == DeviceKind::Cpu { (memory / 4).min(256 << 20) } else { memory / 4 };
        let properties = [CONTEXT_PLATFORM, handle.platform(), 0];
        let id = handle.id.as_raw();
        let mut code = 0;
        // SAFETY: the properties end with 0, and there is one device, of that platform.
        let context = unsafe {
            ffi::clCreateContext(properties.as_ptr(), 1, &raw const id, None, ptr::null_mut(), &raw mut code)
        };
        Error::check("clCreateContext", code)?;
        let made = Self {
            handle,
            // SAFETY: it has just been made.
            object: unsafe { core::Context::from_raw_create_ptr(context) },
            queues: [const { OnceLock::new() }; 2],
            number,
            kind,
            memory,
            pool: Pool::new(cap as usize),
        };
        made.queue()?;
        Ok(made)
    }

    pub(crate) fn sharing(&self) -> Sharing {
        self.handle.sharing
    }

    pub(super) fn raw(&self) -> ffi::cl_context {
        self.object.as_ptr()
    }

    /// The queue for commands of now: they remember when they run, if somebody records.
    pub(super) fn queue(&self) -> Result<ffi::cl_command_queue, Error> {
        let profiling = record::is_on();
        let queue = self.queues[usize::from(profiling)].get_or_init(|| self.create_queue(profiling));
        queue.as_ref().map(CommandQueue::as_ptr).map_err(Clone::clone)
    }

    fn create_queue(&self, profiling: bool) -> Result<CommandQueue, Error> {
        const OUT_OF_ORDER: u64 = 1;
        const PROFILING: u64 = 2;
        let order = if self.handle.out_of_order { OUT_OF_ORDER } else { 0 };
        let properties = order | if profiling { PROFILING } else { 0 };
        let mut code = 0;
        // SAFETY: the context lives, and it is the device's.
        let queue = unsafe {
            ffi::clCreateCommandQueue(self.raw(), self.handle.id.as_raw(), properties, &raw mut code)
        };
        Error::check("clCreateCommandQueue", code)?;
        // SAFETY: it has just been made.
        Ok(unsafe { CommandQueue::from_raw_create_ptr(queue) })
    }

    /// Enqueues a kernel over `global` work-items in groups of `local`, each of 1 to 3 dimensions. It starts when the
    /// commands of `wait` are complete.
    ///
    /// # Safety
    /// The kernel's code must be sound with its arguments. The buffers and pointers among them must stay valid, and not be
    /// used by a command that is not ordered with this one, until the event is complete.
    pub(crate) unsafe fn enqueue(
        &self,
        kernel: &Kernel,
        global: &[usize],
        local: &[usize],
        wait: &[&Event],
    ) -> Result<Event, Error> {
        assert!(
            (1..=3).contains(&global.len()) && global.len() == local.len(),
            "{global:?} in groups of {local:?}"
        );
        let queue = self.queue()?;
        let wait = WaitList::new(wait);
        let enqueued = Instant::now();
        self.retrying(|| {
            let mut event = ptr::null_mut();
            // SAFETY: queue, kernel and events live; the sizes are as many as the dimensions. Of the rest the caller speaks.
            let code = unsafe {
                ffi::clEnqueueNDRangeKernel(
                    queue,
                    kernel.raw(),
                    global.len() as u32,
                    ptr::null(),
                    global.as_ptr(),
                    local.as_ptr(),
                    wait.len(),
                    wait.pointer(),
                    &raw mut event,
                )
            };
            // SAFETY: a call that succeeds hands over an event.
            let event = unsafe { started("clEnqueueNDRangeKernel", queue, code, event) }?;
            record::note(self.number, DeviceEventKind::Kernel, 0, &event, enqueued);
            Ok(event)
        })
    }

    /// Notes a copy that was about to be enqueued then.
    pub(super) fn note_copy(&self, kind: DeviceEventKind, bytes: usize, event: &Event, enqueued: Instant) {
        record::note(self.number, kind, bytes, event, enqueued);
    }

    /// Blocks until every command is complete.
    pub(crate) fn finish(&self) -> Result<(), Error> {
        for queue in self.queues.iter().filter_map(OnceLock::get).flatten() {
            // SAFETY: the queue lives.
            Error::check("clFinish", unsafe { ffi::clFinish(queue.as_ptr()) })?;
        }
        Ok(())
    }
}

/// The event of a command that was enqueued. Sees to it that the device gets it: the host has other things to do, or
/// waits for it through a command of another queue.
///
/// # Safety
/// The queue lives. If `code` is 0, `event` is new and handed over.
pub(super) unsafe fn started(
    call: &'static str,
    queue: ffi::cl_command_queue,
    code: i32,
    event: ffi::cl_event,
) -> Result<Event, Error> {
    Error::check(call, code)?;
    // SAFETY: that is what the caller says.
    let event = unsafe { Event::from_raw(event) };
    // SAFETY: the queue lives. Should this fail, so will the wait: the command is on its way, and its event is needed.
    unsafe { ffi::clFlush(queue) };
    Ok(event)
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("device", &self.handle.id)
            .field("pool", &self.pool)
            .finish_non_exhaustive()
    }
}
