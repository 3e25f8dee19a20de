//! OpenCL, as the launch of a target region needs it. No other module calls it.
//!
//! A program needs no OpenCL to be built or to start: [`entries`] defines the functions of OpenCL that the crate `ocl` is
//! linked to, and [`loader`] finds the system's library when one is first called.
//!
//! ```text
//! devices::find(number) -> Option<&'static Device>          the numbers of the `device` clause, sub-devices included
//! device.context() -> Result<&'static Context, Error>       made at first use
//! context.buffer(bytes) -> Result<Buffer, Error>            pooled; a dropped buffer goes back to the pool
//! context.share(pointer, bytes) -> Result<Buffer, Error>    host memory in place (unsafe), if sharing() is HostPointer
//! context.settle(&shared, &wait)                            then the host sees what the device wrote there
//! context.write(&buffer, offset, &[u8], &wait)              blocking;  start_write: does not wait (unsafe)
//! context.read(&buffer, offset, &mut [u8], &wait)           blocking;  start_read: does not wait (unsafe)
//! context.copy(from, to, bytes, &wait) -> Event             on the device (unsafe: buffers outlive it), likewise fill
//! context.build(source, options) -> Result<Program, Error>  Error::Build has the compiler's log
//! program.kernel(name) -> Result<Kernel, Error>             one for each launch; dropped, it goes back to the program
//! kernel.set(i, &bytes)  .set_buffer(i, &buffer)  .set_local(i, bytes)  .set_pointer(i, pointer)
//! context.enqueue(&kernel, global, local, &wait) -> Event   1 to 3 dimensions (unsafe: it is the kernel's code that runs)
//! event.wait()   event.is_complete()   event.times() -> Option<Times>      context.finish()
//! ```
//! `wait` is a slice of events (`&[&Event]`); the queue runs out of order where the device can, so what is not waited for
//! is not ordered. Everything may be called from any thread.

mod announce;
mod context;
#[cfg(not(target_os = "macos"))]
mod entries;
mod error;
mod event;
mod info;
#[cfg(not(target_os = "macos"))]
mod loader;
mod pool;
mod program;
mod transfer;

#[cfg(test)]
mod tests;

pub(crate) use context::{Context, Sharing};
pub(crate) use error::Error;
pub(crate) use event::{Event, Times};
pub(crate) use info::{Handle, enumerate, split};
pub(crate) use pool::Buffer;
pub(crate) use program::{Kernel, Program};
