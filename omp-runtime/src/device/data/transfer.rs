//! What the data environment asks of a device.

use std::fmt;

use crate::{
    device::{data::table::Table, devices::DeviceKind, failure::Failure, opencl::Event, record},
    sync::global::{MutexGuard, lock},
};

pub(crate) use crate::device::{devices::Device, opencl::Buffer};

/// Memory of a device, and what is on its way there.
pub(crate) struct Storage {
    buffer: Buffer,
    arriving: Option<Event>,
    /// What it is of.
    name: &'static str,
}

impl Storage {
    pub(crate) fn buffer(&self) -> &Buffer {
        &self.buffer
    }

    /// What has to be complete before a command may use the memory.
    pub(crate) fn arriving(&self) -> Option<&Event> {
        self.arriving.as_ref()
    }

    /// Waits until the values are there.
    pub(crate) fn settle(&self) -> Result<(), Failure> {
        self.arriving.as_ref().map_or(Ok(()), |event| Ok(event.wait()?))
    }

    /// The next command is about this memory.
    pub(crate) fn name_command(&self) {
        record::name(self.name, 0);
    }

    fn after_arrival<R>(&self, command: impl FnOnce(&[&Event]) -> R) -> R {
        self.name_command();
        match &self.arriving {
            Some(event) => command(&[event]),
            None => command(&[]),
        }
    }
}

impl Drop for Storage {
    fn drop(&mut self) {
        // The memory becomes another's: whether the values arrived no longer matters, that nothing more comes does.
        let _ = self.settle();
    }
}

impl fmt::Debug for Storage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Storage").field("buffer", &self.buffer).finish_non_exhaustive()
    }
}

/// The device's present table.
pub(super) fn table(device: &'static Device) -> MutexGuard<'static, Table<Storage>> {
    lock(&device.data.table)
}

/// New memory, with any bytes in it.
pub(crate) fn allocate(device: &'static Device, len: usize, name: &'static str) -> Result<Storage, Failure> {
    let buffer = device.context().and_then(|context| context.buffer(len));
    let buffer = buffer.map_err(|error| Failure::new(format!("{len} bytes for `{name}`: {error}")))?;
    Ok(Storage { buffer, arriving: None, name })
}

/// Begins to copy to new memory. A device that is the host's processor would only copy it later: there, waits.
///
/// # Safety
/// The bytes must stay borrowed until [`Storage::settle`] has returned.
pub(super) unsafe fn send(
    device: &'static Device,
    storage: &mut Storage,
    bytes: &[u8],
) -> Result<(), Failure> {
    if device.kind() == DeviceKind::Cpu {
        return write(device, storage, 0, bytes);
    }
    let context = device.context()?;
    storage.name_command();
    // SAFETY: the caller keeps the bytes; the storage waits for the event before it lets go of the buffer, and whoever
    // uses the buffer waits for it too.
    storage.arriving = unsafe { context.start_write(&storage.buffer, 0, bytes.as_ptr(), bytes.len(), &[]) }?;
    Ok(())
}

/// Begins to copy to new memory, after the commands of `wait`.
///
/// # Safety
/// As [`send`]; what writes the bytes must be among `wait`.
pub(super) unsafe fn send_after(
    device: &'static Device,
    storage: &mut Storage,
    (pointer, bytes): (*const u8, usize),
    wait: &[&Event],
) -> Result<(), Failure> {
    storage.name_command();
    // SAFETY: as in `send`.
    storage.arriving = unsafe { device.context()?.start_write(&storage.buffer, 0, pointer, bytes, wait) }?;
    Ok(())
}

/// Begins to set the first `len` bytes of new memory to 0.
pub(super) fn clear_later(device: &'static Device, storage: &mut Storage, len: usize) -> Result<(), Failure> {
    // SAFETY: the storage waits for the event before it lets go of the buffer, and whoever uses the buffer waits for it too.
    storage.arriving = unsafe { device.context()?.clear(&storage.buffer, len) }?;
    Ok(())
}

/// Copies to the device, and waits.
pub(crate) fn write(
    device: &'static Device,
    storage: &Storage,
    offset: usize,
    bytes: &[u8],
) -> Result<(), Failure> {
    let context = device.context()?;
    Ok(storage.after_arrival(|wait| context.write(&storage.buffer, offset, bytes, wait))?)
}

/// Copies from the device, and waits.
pub(crate) fn read(
    device: &'static Device,
    storage: &Storage,
    offset: usize,
    bytes: &mut [u8],
) -> Result<(), Failure> {
    let context = device.context()?;
    Ok(storage.after_arrival(|wait| context.read(&storage.buffer, offset, bytes, wait))?)
}

/// Sets the first `len` bytes of new memory to 0, and waits.
pub(crate) fn clear(device: &'static Device, storage: &Storage, len: usize) -> Result<(), Failure> {
    // SAFETY: we wait for the end of the command, and nobody else knows of the buffer before.
    let event = unsafe { device.context()?.clear(&storage.buffer, len) }?;
    event.map_or(Ok(()), |event| Ok(event.wait()?))
}
