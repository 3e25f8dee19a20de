//! What tells that a command is complete.

use std::{fmt, ptr};

use ocl::{core, ffi};

use super::Error;

/// A command on its way. Dropping it does not cancel the command, nor wait for it.
#[derive(Clone)]
pub(crate) struct Event(core::Event);

/// When a command started and ended, in nanoseconds of the device's clock.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Times {
    pub(crate) queued: u64,
    pub(crate) start: u64,
    pub(crate) end: u64,
}

impl Event {
    /// # Safety
    /// `event` is one that a function of OpenCL has just made, and is handed over.
    pub(super) unsafe fn from_raw(event: ffi::cl_event) -> Self {
        // SAFETY: that is what the caller says.
        Self(unsafe { core::Event::from_raw_create_ptr(event) })
    }

    pub(super) fn raw(&self) -> ffi::cl_event {
        // SAFETY: the pointer is only passed to OpenCL while `self` lives.
        unsafe { *self.0.as_ptr_ref() }
    }

    /// Blocks until the command is complete. The error of a command that failed is that of the wait.
    pub(crate) fn wait(&self) -> Result<(), Error> {
        let event = self.raw();
        // SAFETY: one event, which lives.
        let code = unsafe { ffi::clWaitForEvents(1, &raw const event) };
        if code != EXEC_STATUS_ERROR {
            return Error::check("clWaitForEvents", code);
        }
        // Why the command failed is its own status.
        Error::check("a command of the device", self.info(EVENT_COMMAND_EXECUTION_STATUS)?.min(-1))
    }

    /// Whether the command has come to its end, in whichever way.
    pub(crate) fn is_complete(&self) -> Result<bool, Error> {
        Ok(self.info(EVENT_COMMAND_EXECUTION_STATUS)? <= 0)
    }

    fn info(&self, parameter: u32) -> Result<i32, Error> {
        let mut value = 0_i32;
        let bytes = size_of_val(&value);
        // SAFETY: the event lives, and the parameter is an `int`, for which there is room.
        let code = unsafe {
            ffi::clGetEventInfo(self.raw(), parameter, bytes, (&raw mut value).cast(), ptr::null_mut())
        };
        Error::check("clGetEventInfo", code).map(|()| value)
    }

    /// When the command ran, if it is complete and its context was profiling.
    pub(crate) fn times(&self) -> Option<Times> {
        Some(Times {
            queued: self.time(PROFILING_COMMAND_QUEUED)?,
            start: self.time(PROFILING_COMMAND_START)?,
            end: self.time(PROFILING_COMMAND_END)?,
        })
    }

    fn time(&self, parameter: u32) -> Option<u64> {
        let mut value = 0_u64;
        let bytes = size_of_val(&value);
        // SAFETY: the event lives, and the parameter is a `cl_ulong`, for which there is room.
        let code = unsafe {
            ffi::clGetEventProfilingInfo(
                self.raw(),
                parameter,
                bytes,
                (&raw mut value).cast(),
                ptr::null_mut(),
            )
        };
        (code == 0).then_some(value)
    }
}

const EXEC_STATUS_ERROR: i32 = -14;
const EVENT_COMMAND_EXECUTION_STATUS: u32 = 0x11D3;
const PROFILING_COMMAND_QUEUED: u32 = 0x1280;
const PROFILING_COMMAND_START: u32 = 0x1282;
const PROFILING_COMMAND_END: u32 = 0x1283;

impl fmt::Debug for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event").field("complete", &self.is_complete()).finish()
    }
}

/// A wait list as OpenCL takes it.
pub(super) struct WaitList(Vec<ffi::cl_event>);

impl WaitList {
    pub(super) fn new(events: &[&Event]) -> Self {
        Self(events.iter().map(|event| event.raw()).collect())
    }

    pub(super) fn len(&self) -> u32 {
        self.0.len() as u32
    }

    /// Null if there is nothing to wait for, as OpenCL demands.
    pub(super) fn pointer(&self) -> *const ffi::cl_event {
        if self.0.is_empty() { ptr::null() } else { self.0.as_ptr() }
    }
}
