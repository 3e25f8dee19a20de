//! What the data environment asks of a device. All of it waits until it is done.

use crate::{
    device::{data::table::Table, failure::Failure},
    sync::{MutexGuard, lock},
};

pub(crate) use crate::device::{devices::Device, opencl::Buffer};

/// The device's present table.
pub(super) fn table(device: &'static Device) -> MutexGuard<'static, Table<Buffer>> {
    lock(&device.data.table)
}

/// New memory, with any bytes in it.
pub(crate) fn allocate(device: &'static Device, len: usize, name: &str) -> Result<Buffer, Failure> {
    let buffer = device.context().and_then(|context| context.buffer(len));
    buffer.map_err(|error| Failure::new(format!("{len} bytes for `{name}`: {error}")))
}

/// Copies to the device.
pub(crate) fn write(
    device: &'static Device,
    storage: &Buffer,
    offset: usize,
    bytes: &[u8],
) -> Result<(), Failure> {
    Ok(device.context()?.write(storage, offset, bytes, &[])?)
}

/// Copies from the device.
pub(crate) fn read(
    device: &'static Device,
    storage: &Buffer,
    offset: usize,
    bytes: &mut [u8],
) -> Result<(), Failure> {
    Ok(device.context()?.read(storage, offset, bytes, &[])?)
}

/// Sets the first `len` bytes to 0.
pub(crate) fn clear(device: &'static Device, storage: &Buffer, len: usize) -> Result<(), Failure> {
    // SAFETY: we wait for the end of the command, and nobody else knows of the buffer before.
    let event = unsafe { device.context()?.fill(storage, 0, len, &[0], &[]) }?;
    event.map_or(Ok(()), |event| Ok(event.wait()?))
}
