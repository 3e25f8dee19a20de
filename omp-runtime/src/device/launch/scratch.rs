//! Memory of the launches themselves: where a kernel reports a fault.

use std::sync::Mutex;

use crate::{
    device::{
        codegen::FAULT_WORDS,
        data::transfer::{self, Device, Storage},
        failure::Failure,
        opencl::Event,
        record,
    },
    sync::global::lock,
};

const REPORT: &str = "the report of faults";
pub(super) const BYTES: usize = FAULT_WORDS * size_of::<u32>();

/// Faults buffers that are in no launch. All are clear.
#[derive(Debug, Default)]
pub(crate) struct FaultBuffers(Mutex<Vec<Storage>>);

/// A faults buffer, clear.
pub(super) fn take(device: &'static Device) -> Result<Storage, Failure> {
    if let Some(buffer) = lock(&device.data.faults.0).pop() {
        return Ok(buffer);
    }
    let buffer = transfer::allocate(device, BYTES, REPORT)?;
    transfer::clear(device, &buffer, BYTES)?;
    Ok(buffer)
}

/// What the kernel reported, once it is done.
pub(super) fn read(
    device: &'static Device,
    report: &Storage,
    kernel: &Event,
) -> Result<[u32; FAULT_WORDS], Failure> {
    let mut bytes = [0; BYTES];
    record::name(REPORT, 0);
    device.context()?.read(report.buffer(), 0, &mut bytes, &[kernel])?;
    Ok(words(&bytes))
}

/// A report as the kernel wrote it.
pub(super) fn words(bytes: &[u8]) -> [u32; FAULT_WORDS] {
    let mut words = [0; FAULT_WORDS];
    for (word, bytes) in words.iter_mut().zip(bytes.as_chunks().0) {
        *word = u32::from_ne_bytes(*bytes);
    }
    words
}

/// Keeps a report for the next launch: nothing is in it.
pub(super) fn give_back(device: &'static Device, report: Storage) {
    lock(&device.data.faults.0).push(report);
}
