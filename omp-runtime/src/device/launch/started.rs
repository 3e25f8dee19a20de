//! A launch that is not waited for: the kernel, and what it leaves behind, on their way.

use std::sync::Arc;

use super::{
    Launch, Stop,
    bind::Bound,
    find,
    kernel::{self, Extras, Running},
    programs::Ready,
    results, scratch,
};
use crate::device::{
    args::Arg,
    data::transfer::{Device, Storage},
    failure::Failure,
    faults,
    ir::ReductionOp,
    opencl::Event,
    types::Type,
};

/// A kernel that was enqueued, and the copies of its report and its partial results, which come after it. Dropped, it
/// waits for all of them.
pub(crate) struct Started {
    // Dropped in this order: first what waits, last the memory that it waits for.
    report: Option<Reading>,
    partials: Vec<Reading>,
    running: Running,
    extras: Extras,
    ready: Arc<Ready>,
    device: &'static Device,
}

/// Bytes on their way from the device.
struct Reading {
    bytes: Vec<u8>,
    event: Option<Event>,
}

impl Reading {
    fn start(device: &'static Device, from: &Storage, len: usize, kernel: &Event) -> Result<Self, Failure> {
        let mut reading = Self { bytes: vec![0; len], event: None };
        from.name_command();
        // SAFETY: the bytes are on the heap, and the reading, which alone has them, waits before it looks at them or drops them;
        // it is dropped before the memory. The kernel is the only one that writes that memory.
        reading.event = unsafe {
            device.context()?.start_read(from.buffer(), 0, reading.bytes.as_mut_ptr(), len, &[kernel])
        }?;
        Ok(reading)
    }

    fn wait(&self) -> Result<&[u8], Failure> {
        self.event.as_ref().map_or(Ok(()), Event::wait)?;
        Ok(&self.bytes)
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        // Whether it went well no longer matters.
        let _ = self.wait();
    }
}

/// A reduction variable, once everything is complete that was to come before.
pub(crate) struct Total<'t> {
    pub(crate) op: ReductionOp,
    pub(crate) ty: &'static Type,
    pub(crate) host: &'t mut [u8],
    pub(crate) bound: &'t Bound,
}

/// Begins to execute the region, after the commands of `wait`. `bound` are its variables on the device: the caller keeps
/// them until the result is dropped.
pub(crate) fn start(
    launch: &Launch<'_>,
    args: &[Arg<'_>],
    bound: &[Bound],
    wait: &[&Event],
) -> Result<Started, Failure> {
    let geometry = launch.geometry();
    let ready = find(launch, geometry, args, bound)?;
    let extras = Extras::new(launch, &ready, geometry, args)?;
    let running = kernel::start(launch, &ready, geometry, (args, bound), &extras, wait)?;
    let device = launch.device;
    let mut started = Started { report: None, partials: Vec::new(), running, extras, ready, device };
    let kernel = &started.running.event;
    if let Some(report) = &started.extras.faults {
        started.report = Some(Reading::start(device, report, scratch::BYTES, kernel)?);
    }
    for partials in &started.extras.partials {
        started.partials.push(Reading::start(device, &partials.storage, partials.len, kernel)?);
    }
    Ok(started)
}

impl Started {
    /// The kernel.
    pub(crate) fn event(&self) -> &Event {
        &self.running.event
    }

    /// Waits, looks for a fault, and combines: one total for each reduction of the region.
    pub(crate) fn finish(mut self, totals: Vec<Total<'_>>) -> Result<(), Stop> {
        self.running.event.wait().map_err(Failure::from)?;
        if let Some(report) = &self.report {
            let words = scratch::words(report.wait()?);
            if let Some(text) = faults::message(&words, &self.ready.files, &self.ready.arrays) {
                return Err(Stop::Fault(text));
            }
        }
        let partials = self.partials.iter().map(Reading::wait).collect::<Result<Vec<_>, _>>()?;
        for (Total { op, ty, host, bound }, partials) in totals.into_iter().zip(partials) {
            results::merge(self.device, (op, ty), host, partials, bound)?;
        }
        // The report is clear, and stays so for the next launch: nothing uses it any more.
        self.extras.faults.take().into_iter().for_each(|report| scratch::give_back(self.device, report));
        Ok(())
    }
}
