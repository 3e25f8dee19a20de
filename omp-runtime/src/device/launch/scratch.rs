//! Memory of the launches themselves: where a kernel reports a fault.

use std::sync::Mutex;

use crate::{
    device::{
        codegen::FAULT_WORDS,
        data::transfer::{self, Buffer, Device},
        failure::Failure,
        opencl::Event,
    },
    sync::lock,
};

const BYTES: usize = FAULT_WORDS * size_of::<u32>();

/// Faults buffers that are in no launch. All are clear.
#[derive(Debug, Default)]
pub(crate) struct FaultBuffers(Mutex<Vec<Buffer>>);

/// A faults buffer, clear.
pub(super) fn take(device: &'static Device) -> Result<Buffer, Failure> {
    if let Some(buffer) = lock(&device.data.faults.0).pop() {
        return Ok(buffer);
    }
    let buffer = transfer::allocate(device, BYTES, "the report of faults")?;
    transfer::clear(device, &buffer, BYTES)?;
    Ok(buffer)
}

/// What the kernel reported, once it is done. The buffer is kept if that is nothing, and so it is clear.
pub(super) fn report(
    device: &'static Device,
    buffer: Buffer,
    kernel: &Event,
) -> Result<[u32; FAULT_WORDS], Failure> {
    let mut bytes = [0; BYTES];
    device.context()?.read(&buffer, 0, &mut bytes, &[kernel])?;
    let mut words = [0; FAULT_WORDS];
    for (word, bytes) in words.iter_mut().zip(bytes.as_chunks().0) {
        *word = u32::from_ne_bytes(*bytes);
    }
    if words[0] == 0 {
        lock(&device.data.faults.0).push(buffer);
    }
    Ok(words)
}
