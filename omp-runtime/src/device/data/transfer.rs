//! What the data environment and the launch ask of a device.

use crate::{
    device::{data::table::Table, failure::Failure, opencl::Program},
    sync::{MutexGuard, lock},
};

pub(crate) use crate::device::opencl::{Buffer, Device, Event, Kernel};

/// The device's present table.
pub(super) fn table(device: &'static Device) -> MutexGuard<'static, Table<Buffer>> {
    lock(&device.data().table)
}

/// New memory, with any bytes in it.
pub(crate) fn allocate(device: &'static Device, len: usize, name: &str) -> Result<Buffer, Failure> {
    device
        .allocate(len)
        .map_err(|error| Failure::new(format!("no memory for the {len} bytes of `{name}`: {error}")))
}

/// Copies to the device, and waits.
pub(crate) fn write(
    device: &'static Device,
    storage: &Buffer,
    offset: usize,
    bytes: &[u8],
) -> Result<(), Failure> {
    device.write(storage, offset, bytes)
}

/// Copies from the device, and waits.
pub(crate) fn read(
    device: &'static Device,
    storage: &Buffer,
    offset: usize,
    bytes: &mut [u8],
) -> Result<(), Failure> {
    device.read(storage, offset, bytes)
}

/// Sets the first `len` bytes to 0, and waits.
pub(crate) fn clear(device: &'static Device, storage: &Buffer, len: usize) -> Result<(), Failure> {
    device.clear(storage, len)
}

/// A kernel of the program, with no arguments set.
pub(crate) fn kernel(program: &Program, name: &str) -> Result<Kernel, Failure> {
    program.kernel(name)
}

/// Starts a kernel with `groups` work-groups of `local` work-items.
pub(crate) fn enqueue(
    device: &'static Device,
    kernel: &Kernel,
    groups: usize,
    local: usize,
) -> Result<Event, Failure> {
    device.enqueue(kernel, groups * local, local)
}

/// Waits until what the event stands for is done.
pub(crate) fn wait(event: &Event) -> Result<(), Failure> {
    event.wait()
}
