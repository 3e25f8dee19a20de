//! Which devices there are, and what they are.

use std::{ffi::c_void, ptr, sync::OnceLock};

use ocl::{core::DeviceId, ffi};

use super::{Context, Error, Sharing, error::INVALID_VALUE};
use crate::{
    device::devices::{Description, DeviceKind},
    sync::global::{Mutex, lock},
};

/// OpenCL's side of a device.
#[derive(Debug)]
pub(crate) struct Handle {
    pub(super) id: DeviceId,
    platform: usize,
    pub(super) sharing: Sharing,
    pub(super) out_of_order: bool,
    context: OnceLock<Result<Context, Error>>,
}

/// What was found, and a sentence on what was looked for.
pub(crate) struct Found {
    pub(crate) devices: Vec<(Description, Handle)>,
    pub(crate) report: String,
}

/// Asks every driver for its devices. To be called once, by one thread: some drivers cannot be asked by two.
pub(crate) fn enumerate() -> Found {
    let mut devices = Vec::new();
    let mut failed = Vec::new();
    #[cfg(not(target_os = "macos"))]
    if let Err(reason) = super::loader::library() {
        return Found { devices, report: format!("there is no OpenCL library ({reason})") };
    }
    let platforms = platforms();
    for &platform in &platforms {
        match device_ids(platform) {
            Ok(ids) => devices.extend(ids.into_iter().filter_map(|id| describe(id).ok())),
            // The platform is there, but its hardware is not.
            Err(error) => failed.push(format!("{}: {error}", platform_name(platform))),
        }
    }
    let mut report = match platforms.len() {
        0 => "OpenCL finds no driver".to_owned(),
        1 => format!("the OpenCL driver {} shows {} devices", platform_name(platforms[0]), devices.len()),
        n => format!("{n} OpenCL drivers show {} devices", devices.len()),
    };
    for reason in failed {
        report.extend([", ", &reason]);
    }
    Found { devices, report }
}

/// `Platform::list` of the binding waits ten seconds for a driver to turn up; this does not.
fn platforms() -> Vec<ffi::cl_platform_id> {
    let mut count = 0;
    // SAFETY: only the count is asked for.
    let code = unsafe { ffi::clGetPlatformIDs(0, ptr::null_mut(), &raw mut count) };
    if code != 0 || count == 0 {
        return Vec::new();
    }
    let mut platforms = vec![ptr::null_mut(); count as usize];
    // SAFETY: there is room for `count` platforms.
    let code = unsafe { ffi::clGetPlatformIDs(count, platforms.as_mut_ptr(), ptr::null_mut()) };
    if code == 0 { platforms } else { Vec::new() }
}

fn platform_name(platform: ffi::cl_platform_id) -> String {
    const PLATFORM_NAME: u32 = 0x0902;
    let get = |bytes, value: *mut c_void, size| {
        // SAFETY: the platform is one that OpenCL named; `query` has room for what it says.
        unsafe { ffi::clGetPlatformInfo(platform, PLATFORM_NAME, bytes, value, size) }
    };
    query("clGetPlatformInfo", get).map(|bytes| text(&bytes)).unwrap_or_default()
}

fn device_ids(platform: ffi::cl_platform_id) -> Result<Vec<ffi::cl_device_id>, Error> {
    const ALL: u64 = 0xFFFF_FFFF;
    const DEVICE_NOT_FOUND: i32 = -1;
    let mut count = 0;
    // SAFETY: only the count is asked for.
    let code = unsafe { ffi::clGetDeviceIDs(platform, ALL, 0, ptr::null_mut(), &raw mut count) };
    if code == DEVICE_NOT_FOUND || (code == 0 && count == 0) {
        return Ok(Vec::new());
    }
    Error::check("clGetDeviceIDs", code)?;
    let mut ids = vec![ptr::null_mut(); count as usize];
    // SAFETY: there is room for `count` devices.
    let code = unsafe { ffi::clGetDeviceIDs(platform, ALL, count, ids.as_mut_ptr(), ptr::null_mut()) };
    Error::check("clGetDeviceIDs", code).map(|()| ids)
}

/// A function that is first asked for a size and then for as many bytes.
pub(super) fn query(
    call: &'static str,
    get: impl Fn(usize, *mut c_void, *mut usize) -> i32,
) -> Result<Vec<u8>, Error> {
    let mut size = 0;
    Error::check(call, get(0, ptr::null_mut(), &raw mut size))?;
    let mut bytes = vec![0_u8; size];
    if size > 0 {
        Error::check(call, get(size, bytes.as_mut_ptr().cast(), ptr::null_mut()))?;
    }
    Ok(bytes)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes)
        .trim_matches(['\0', ' ', '\n'])
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// The parameters of a device that we ask for.
struct Device(ffi::cl_device_id);

impl Device {
    fn bytes(&self, parameter: u32) -> Result<Vec<u8>, Error> {
        query("clGetDeviceInfo", |bytes, value, size| {
            // SAFETY: the device is one that OpenCL named; `query` has room for what it says.
            unsafe { ffi::clGetDeviceInfo(self.0, parameter, bytes, value, size) }
        })
    }

    fn text(&self, parameter: u32) -> Result<String, Error> {
        self.bytes(parameter).map(|bytes| text(&bytes))
    }

    /// A number of 4 or 8 bytes.
    fn number(&self, parameter: u32) -> Result<u64, Error> {
        let bytes = self.bytes(parameter)?;
        let wrong = Error::Api { call: "clGetDeviceInfo", code: INVALID_VALUE };
        match *bytes {
            [a, b, c, d] => Ok(u32::from_ne_bytes([a, b, c, d]).into()),
            [a, b, c, d, e, f, g, h] => Ok(u64::from_ne_bytes([a, b, c, d, e, f, g, h])),
            _ => Err(wrong),
        }
    }
}

fn describe(id: ffi::cl_device_id) -> Result<(Description, Handle), Error> {
    let device = Device(id);
    let kind = match device.number(DEVICE_TYPE)? {
        bits if bits & TYPE_GPU != 0 => DeviceKind::Gpu,
        bits if bits & TYPE_CPU != 0 => DeviceKind::Cpu,
        _ => DeviceKind::Accelerator,
    };
    let extensions = device.text(DEVICE_EXTENSIONS).unwrap_or_default();
    let fp64 = device.number(DEVICE_DOUBLE_FP_CONFIG).is_ok_and(|bits| bits != 0)
        || extensions.split(' ').any(|name| name == "cl_khr_fp64");
    let description = Description {
        name: device.text(DEVICE_NAME)?,
        vendor: device.text(DEVICE_VENDOR)?,
        kind,
        memory: device.number(DEVICE_GLOBAL_MEM_SIZE)?,
        version: device.text(DEVICE_VERSION)?,
        compute_units: device.number(DEVICE_MAX_COMPUTE_UNITS)? as usize,
        fp64,
        max_work_group_size: device.number(DEVICE_MAX_WORK_GROUP_SIZE)? as usize,
        local_memory: device.number(DEVICE_LOCAL_MEM_SIZE)? as usize,
        int64_atomics: ["cl_khr_int64_base_atomics", "cl_khr_int64_extended_atomics"]
            .iter()
            .all(|needed| extensions.split(' ').any(|name| name == *needed)),
        correct_f32: device
            .number(DEVICE_SINGLE_FP_CONFIG)
            .is_ok_and(|bits| bits & FP_CORRECTLY_ROUNDED_DIVIDE_SQRT != 0),
    };
    // A device without shared memory does not know the parameter, or says 0.
    let system_svm =
        device.number(DEVICE_SVM_CAPABILITIES).is_ok_and(|bits| bits & SVM_FINE_GRAIN_SYSTEM != 0);
    let sharing = match kind {
        _ if system_svm && cfg!(not(target_os = "macos")) => Sharing::System,
        DeviceKind::Cpu => Sharing::HostPointer,
        _ => Sharing::None,
    };
    let handle = Handle {
        // SAFETY: OpenCL named it.
        id: unsafe { DeviceId::from_raw(id) },
        platform: device.number(DEVICE_PLATFORM)? as usize,
        sharing,
        out_of_order: device.number(DEVICE_QUEUE_PROPERTIES)? & QUEUE_OUT_OF_ORDER != 0,
        context: OnceLock::new(),
    };
    Ok((description, handle))
}

/// Divides a device: one part for each count of compute units.
pub(crate) fn split(handle: &Handle, counts: &[usize]) -> Result<Vec<(Description, Handle)>, Error> {
    const PARTITION_BY_COUNTS: isize = 0x1087;
    let counts = counts.iter().map(|&count| count as isize);
    // The list of counts ends with 0, and so does that of properties.
    let properties: Vec<isize> = [PARTITION_BY_COUNTS].into_iter().chain(counts).chain([0, 0]).collect();
    let room = properties.len() - 3;
    let mut parts = vec![ptr::null_mut(); room];
    let mut made = 0;
    // SAFETY: the device is OpenCL's, the properties end with zeros, and there is room for as many parts as counts.
    let code = unsafe {
        ffi::clCreateSubDevices(
            handle.id.as_raw(),
            properties.as_ptr(),
            room as u32,
            parts.as_mut_ptr(),
            &raw mut made,
        )
    };
    Error::check("clCreateSubDevices", code)?;
    parts.truncate(made as usize);
    // The parts are kept for the rest of the program, as their numbers are.
    parts.into_iter().map(describe).collect()
}

impl Handle {
    /// The device's context, made at first use.
    pub(crate) fn context(
        &'static self,
        number: usize,
        memory: u64,
        kind: DeviceKind,
    ) -> Result<&'static Context, Error> {
        // Some drivers finish their initialisation with the first context, and cannot do that twice at once.
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        if let Some(context) = self.context.get() {
            return context.as_ref().map_err(Clone::clone);
        }
        let _guard = lock(&ONE_AT_A_TIME);
        self.context.get_or_init(|| Context::new(self, number, memory, kind)).as_ref().map_err(Clone::clone)
    }

    /// The driver, as a property of the context.
    pub(super) fn platform(&self) -> isize {
        self.platform as isize
    }
}

const DEVICE_TYPE: u32 = 0x1000;
const DEVICE_MAX_COMPUTE_UNITS: u32 = 0x1002;
const DEVICE_MAX_WORK_GROUP_SIZE: u32 = 0x1004;
const DEVICE_SINGLE_FP_CONFIG: u32 = 0x101B;
const FP_CORRECTLY_ROUNDED_DIVIDE_SQRT: u64 = 1 << 7;
const DEVICE_GLOBAL_MEM_SIZE: u32 = 0x101F;
const DEVICE_LOCAL_MEM_SIZE: u32 = 0x1023;
const DEVICE_QUEUE_PROPERTIES: u32 = 0x102A;
const DEVICE_NAME: u32 = 0x102B;
const DEVICE_VENDOR: u32 = 0x102C;
const DEVICE_VERSION: u32 = 0x102F;
const DEVICE_EXTENSIONS: u32 = 0x1030;
const DEVICE_PLATFORM: u32 = 0x1031;
const DEVICE_DOUBLE_FP_CONFIG: u32 = 0x1032;
const DEVICE_SVM_CAPABILITIES: u32 = 0x1053;
const TYPE_CPU: u64 = 1 << 1;
const TYPE_GPU: u64 = 1 << 2;
const QUEUE_OUT_OF_ORDER: u64 = 1;
const SVM_FINE_GRAIN_SYSTEM: u64 = 1 << 3;
