//! The devices that target constructs can run on.

use std::{error, fmt, process, sync::OnceLock};

#[cfg(feature = "opencl")]
use super::opencl;
use crate::{
    env::{self, TargetOffload},
    sync::global::{Mutex, lock},
};

/// What a device is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[non_exhaustive]
pub enum DeviceKind {
    /// A graphics processor.
    Gpu,
    /// The host's processor, or another.
    Cpu,
    /// Something else.
    Accelerator,
}

impl fmt::Display for DeviceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Gpu => "GPU",
            Self::Cpu => "CPU",
            Self::Accelerator => "accelerator",
        })
    }
}

/// What a driver says of a device.
#[derive(Clone, Debug)]
pub(crate) struct Description {
    pub(crate) name: String,
    pub(crate) vendor: String,
    pub(crate) kind: DeviceKind,
    pub(crate) memory: u64,
    pub(crate) version: String,
    pub(crate) compute_units: usize,
    pub(crate) fp64: bool,
    pub(crate) max_work_group_size: usize,
    pub(crate) local_memory: usize,
    pub(crate) int64_atomics: bool,
    /// Divides and takes roots of `f32` with correct rounding if a program asks for it.
    pub(crate) correct_f32: bool,
}

/// A device that target constructs can run on.
pub struct Device {
    number: usize,
    parent: Option<usize>,
    description: Description,
    #[cfg(feature = "opencl")]
    handle: opencl::Handle,
    /// What it was divided into, for each way it was.
    parts: Mutex<Vec<(Vec<usize>, Vec<&'static Device>)>>,
    /// What the launcher keeps of it.
    pub(super) data: super::data::DeviceData,
}

impl Device {
    /// The number that `device(n)`, `omp_set_default_device` and `OMP_DEFAULT_DEVICE` take.
    pub fn number(&self) -> usize {
        self.number
    }

    /// Its name, as its driver says it.
    pub fn name(&self) -> &str {
        &self.description.name
    }

    /// Who makes it.
    pub fn vendor(&self) -> &str {
        &self.description.vendor
    }

    /// What it is.
    pub fn kind(&self) -> DeviceKind {
        self.description.kind
    }

    /// The size of its memory in bytes.
    pub fn memory(&self) -> u64 {
        self.description.memory
    }

    /// The size of the memory of one work-group in bytes.
    pub fn local_memory(&self) -> usize {
        self.description.local_memory
    }

    /// The version of OpenCL that it supports, and the driver's remarks: `OpenCL 3.0 ..`.
    pub fn version(&self) -> &str {
        &self.description.version
    }

    /// How many compute units it has: the cores of a CPU, the multiprocessors of a GPU.
    pub fn compute_units(&self) -> usize {
        self.description.compute_units
    }

    /// Whether it computes with `f64`.
    pub fn fp64(&self) -> bool {
        self.description.fp64
    }

    pub(crate) fn int64_atomics(&self) -> bool {
        self.description.int64_atomics
    }

    pub(crate) fn correct_f32(&self) -> bool {
        self.description.correct_f32
    }

    /// How many threads a team can have on it at most.
    pub fn max_work_group_size(&self) -> usize {
        self.description.max_work_group_size
    }

    /// The number of the device that this one is a part of.
    pub fn parent(&self) -> Option<usize> {
        self.parent
    }

    /// Divides the device: one part for each count, with that many compute units.
    ///
    /// The parts are devices with numbers of their own, from [`omp_get_num_devices`] on, which grows by as many; that of
    /// the initial device grows with it. They last as long as the program, and asking for the same division again gives
    /// the same parts. The device itself stays usable. CPUs can usually be divided, GPUs cannot.
    ///
    /// # Errors
    /// If a count is 0, if they are more than the device has, or if the device cannot be divided.
    ///
    /// [`omp_get_num_devices`]: crate::routines::omp_get_num_devices
    pub fn partition(&'static self, counts: &[usize]) -> Result<Vec<&'static Device>, PartitionError> {
        let units = self.compute_units();
        let sum = counts.iter().try_fold(0_usize, |sum, &count| sum.checked_add(count));
        if counts.is_empty() || counts.contains(&0) || sum.is_none_or(|sum| sum > units) {
            return Err(PartitionError(refusal(counts, units)));
        }
        let mut parts = lock(&self.parts);
        if let Some((_, known)) = parts.iter().find(|(known, _)| known == counts) {
            return Ok(known.clone());
        }
        let made = self.split(counts)?;
        parts.push((counts.to_vec(), made.clone()));
        Ok(made)
    }

    /// Divides the device into as many parts of `units` compute units as there are; see [`partition`](Self::partition).
    ///
    /// # Errors
    /// If the device has fewer than `units` compute units, or cannot be divided.
    pub fn partition_equally(&'static self, units: usize) -> Result<Vec<&'static Device>, PartitionError> {
        let parts = self.compute_units().checked_div(units).unwrap_or(0);
        if parts == 0 {
            return Err(PartitionError(refusal(&[units], self.compute_units())));
        }
        self.partition(&vec![units; parts])
    }

    #[cfg(feature = "opencl")]
    fn split(&self, counts: &[usize]) -> Result<Vec<&'static Device>, PartitionError> {
        let parts = opencl::split(&self.handle, counts).map_err(|error| PartitionError(error.to_string()))?;
        let mut others = lock(&PARTS);
        Ok(parts
            .into_iter()
            .map(|part| {
                let number = devices().len() + others.len();
                let device: &'static Device = Box::leak(Box::new(Self::new(number, Some(self.number), part)));
                others.push(device);
                device
            })
            .collect())
    }

    #[cfg(not(feature = "opencl"))]
    #[expect(clippy::unused_self, reason = "the same signature with and without devices")]
    fn split(&self, _counts: &[usize]) -> Result<Vec<&'static Device>, PartitionError> {
        unreachable!("without the feature `opencl` there is no device")
    }

    #[cfg(feature = "opencl")]
    fn new(number: usize, parent: Option<usize>, found: (Description, opencl::Handle)) -> Self {
        let (description, handle) = found;
        Self {
            number,
            parent,
            description,
            handle,
            parts: Mutex::default(),
            data: super::data::DeviceData::default(),
        }
    }

    /// Where it runs things. Made at first use.
    #[cfg(feature = "opencl")]
    pub(crate) fn context(&'static self) -> Result<&'static opencl::Context, opencl::Error> {
        self.handle.context(self.number, self.memory(), self.kind())
    }
}

impl fmt::Debug for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Device")
            .field("number", &self.number)
            .field("name", &self.name())
            .field("vendor", &self.vendor())
            .field("kind", &self.kind())
            .field("memory", &self.memory())
            .field("version", &self.version())
            .field("compute_units", &self.compute_units())
            .field("fp64", &self.fp64())
            .field("parent", &self.parent)
            .finish_non_exhaustive()
    }
}

/// Number, kind, name, compute units and memory on one line.
impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gib = self.memory() as f64 / f64::from(1 << 30);
        let units = self.compute_units();
        write!(
            f,
            "device {}: {} {}, {units} compute units, {gib:.1} GiB",
            self.number,
            self.kind(),
            self.name()
        )
    }
}

/// Why a device with so many compute units has no such parts.
fn refusal(counts: &[usize], units: usize) -> String {
    if counts.is_empty() {
        return "no parts are asked for".into();
    }
    if counts.contains(&0) {
        return "a part has at least one compute unit".into();
    }
    let asked = match counts {
        [one] => format!("a part of {one} is asked for"),
        several => format!("parts of {several:?} are asked for"),
    };
    format!("it has {units} compute unit{}, and {asked}", if units == 1 { "" } else { "s" })
}

/// Why a device is not divided.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PartitionError(String);

impl fmt::Display for PartitionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the device cannot be divided: {}", self.0)
    }
}

impl error::Error for PartitionError {}

/// What was found when devices were first asked for.
struct All {
    devices: Vec<Device>,
    report: String,
    /// The process that they were found in.
    process: u32,
}

/// The parts of devices, by number.
static PARTS: Mutex<Vec<&'static Device>> = Mutex::new(Vec::new());

/// The drivers are asked once, by one thread, while others wait.
fn all() -> &'static All {
    static ALL: OnceLock<All> = OnceLock::new();
    ALL.get_or_init(|| {
        if env::get().target_offload == TargetOffload::Disabled {
            return All::none("OMP_TARGET_OFFLOAD=DISABLED");
        }
        find_all()
    })
}

impl All {
    fn none(report: &str) -> Self {
        Self { devices: Vec::new(), report: report.to_owned(), process: process::id() }
    }

    /// Whether they are the parent's, of which `fork` made a copy: the drivers' threads, and what they know of the
    /// hardware, are not inherited.
    fn are_inherited(&self) -> bool {
        !self.devices.is_empty() && self.process != process::id()
    }
}

#[cfg(feature = "opencl")]
fn find_all() -> All {
    let mut found = opencl::enumerate();
    // GPUs first; otherwise in the order of the drivers.
    found.devices.sort_by_key(|(description, _)| description.kind != DeviceKind::Gpu);
    let numbered = found.devices.into_iter().enumerate();
    let devices = numbered.map(|(number, device)| Device::new(number, None, device)).collect();
    All { devices, report: found.report, process: process::id() }
}

#[cfg(not(feature = "opencl"))]
fn find_all() -> All {
    All::none("the program was built without the feature `opencl`")
}

/// The devices of this machine, GPUs first. Each is at the index that is its number. None if there is no driver, or with
/// `OMP_TARGET_OFFLOAD=DISABLED`. What [`Device::partition`] makes is not among them.
///
/// A process that is forked from one that has looked for devices has none: OpenCL does not survive a `fork` without
/// `exec`.
pub fn devices() -> &'static [Device] {
    let all = all();
    if all.are_inherited() { &[] } else { &all.devices }
}

/// The device of this number, also a part of one.
pub(crate) fn find(number: usize) -> Option<&'static Device> {
    let devices = devices();
    let part = || lock(&PARTS).get(number.checked_sub(devices.len())?).copied();
    devices.get(number).or_else(|| if devices.is_empty() { None } else { part() })
}

/// The number of devices, parts included.
pub(crate) fn count() -> usize {
    let devices = devices().len();
    // Parts are of devices that are there.
    if devices == 0 { 0 } else { devices + lock(&PARTS).len() }
}

/// What was looked for and found, for a message.
pub(crate) fn report() -> &'static str {
    let all = all();
    if all.are_inherited() { "the process is a fork of one that has used OpenCL" } else { &all.report }
}
