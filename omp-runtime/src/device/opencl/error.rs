//! What can go wrong, as the launch needs to know it.

use std::{error, fmt};

/// Why OpenCL did not do something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Error {
    /// The device or its driver has no memory left, or the request is more than it allows.
    OutOfMemory {
        /// What was asked for, if it was an allocation.
        bytes: Option<usize>,
    },
    /// The program does not compile: the compiler's output.
    Build { log: String },
    /// Any other error code.
    Api { call: &'static str, code: i32 },
}

pub(super) const BUILD_PROGRAM_FAILURE: i32 = -11;
pub(super) const INVALID_VALUE: i32 = -30;

impl Error {
    /// The meaning of a function's error code.
    pub(super) fn of(call: &'static str, code: i32) -> Self {
        match code {
            // Memory object allocation, resources, host memory; buffer size.
            -6..=-4 | -61 => Self::OutOfMemory { bytes: None },
            _ => Self::Api { call, code },
        }
    }

    /// An error code as a result.
    pub(super) fn check(call: &'static str, code: i32) -> Result<(), Self> {
        if code == 0 { Ok(()) } else { Err(Self::of(call, code)) }
    }

    pub(crate) fn is_out_of_memory(&self) -> bool {
        matches!(self, Self::OutOfMemory { .. })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfMemory { bytes: Some(bytes) } => {
                write!(f, "the device has no memory for a buffer of {bytes} bytes")
            }
            Self::OutOfMemory { bytes: None } => f.write_str("the device is out of memory"),
            Self::Build { log } => write!(f, "the OpenCL compiler refuses the kernel:\n{}", log.trim_end()),
            Self::Api { call, code } => match name(*code) {
                Some(name) => write!(f, "{call} failed: {name} ({code})"),
                None => write!(f, "{call} failed: error {code}"),
            },
        }
    }
}

impl error::Error for Error {}

/// The codes from -1 down.
const RUN_TIME: [&str; 19] = [
    "DEVICE_NOT_FOUND",
    "DEVICE_NOT_AVAILABLE",
    "COMPILER_NOT_AVAILABLE",
    "MEM_OBJECT_ALLOCATION_FAILURE",
    "OUT_OF_RESOURCES",
    "OUT_OF_HOST_MEMORY",
    "PROFILING_INFO_NOT_AVAILABLE",
    "MEM_COPY_OVERLAP",
    "IMAGE_FORMAT_MISMATCH",
    "IMAGE_FORMAT_NOT_SUPPORTED",
    "BUILD_PROGRAM_FAILURE",
    "MAP_FAILURE",
    "MISALIGNED_SUB_BUFFER_OFFSET",
    "EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST",
    "COMPILE_PROGRAM_FAILURE",
    "LINKER_NOT_AVAILABLE",
    "LINK_PROGRAM_FAILURE",
    "DEVICE_PARTITION_FAILED",
    "KERNEL_ARG_INFO_NOT_AVAILABLE",
];

/// The codes from -30 down, each behind `INVALID_`.
const INVALID: [&str; 43] = [
    "VALUE",
    "DEVICE_TYPE",
    "PLATFORM",
    "DEVICE",
    "CONTEXT",
    "QUEUE_PROPERTIES",
    "COMMAND_QUEUE",
    "HOST_PTR",
    "MEM_OBJECT",
    "IMAGE_FORMAT_DESCRIPTOR",
    "IMAGE_SIZE",
    "SAMPLER",
    "BINARY",
    "BUILD_OPTIONS",
    "PROGRAM",
    "PROGRAM_EXECUTABLE",
    "KERNEL_NAME",
    "KERNEL_DEFINITION",
    "KERNEL",
    "ARG_INDEX",
    "ARG_VALUE",
    "ARG_SIZE",
    "KERNEL_ARGS",
    "WORK_DIMENSION",
    "WORK_GROUP_SIZE",
    "WORK_ITEM_SIZE",
    "GLOBAL_OFFSET",
    "EVENT_WAIT_LIST",
    "EVENT",
    "OPERATION",
    "GL_OBJECT",
    "BUFFER_SIZE",
    "MIP_LEVEL",
    "GLOBAL_WORK_SIZE",
    "PROPERTY",
    "IMAGE_DESCRIPTOR",
    "COMPILER_OPTIONS",
    "LINKER_OPTIONS",
    "DEVICE_PARTITION_COUNT",
    "PIPE_SIZE",
    "DEVICE_QUEUE",
    "SPEC_ID",
    "MAX_SIZE_RESTRICTION_EXCEEDED",
];

/// The name that the standard gives to a code.
fn name(code: i32) -> Option<String> {
    let from = |list: &[&'static str], first: i32| {
        usize::try_from(first.checked_sub(code)?).ok().and_then(|i| list.get(i).copied())
    };
    if code == -1001 {
        return Some("CL_PLATFORM_NOT_FOUND_KHR".into());
    }
    let run_time = from(&RUN_TIME, -1).map(|name| format!("CL_{name}"));
    run_time.or_else(|| {
        from(&INVALID, -30).map(|name| format!("CL_INVALID_{name}").replace("INVALID_MAX", "MAX"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_the_names_of_the_standard() {
        for (code, expected) in [
            (-1, "CL_DEVICE_NOT_FOUND"),
            (-19, "CL_KERNEL_ARG_INFO_NOT_AVAILABLE"),
            (-30, "CL_INVALID_VALUE"),
            (-59, "CL_INVALID_OPERATION"),
            (-61, "CL_INVALID_BUFFER_SIZE"),
            (-72, "CL_MAX_SIZE_RESTRICTION_EXCEEDED"),
            (-1001, "CL_PLATFORM_NOT_FOUND_KHR"),
        ] {
            assert_eq!(name(code).as_deref(), Some(expected));
        }
        for code in [0, -20, -29, -73, -9999, i32::MIN, i32::MAX] {
            assert_eq!(name(code), None, "{code}");
        }
    }

    #[test]
    fn memory_is_told_from_the_rest() {
        assert!([-4, -5, -6, -61].iter().all(|&code| Error::of("f", code).is_out_of_memory()));
        let error = Error::of("clFinish", -36);
        assert_eq!(error.to_string(), "clFinish failed: CL_INVALID_COMMAND_QUEUE (-36)");
    }
}
