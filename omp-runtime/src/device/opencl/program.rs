//! Compiled programs and their kernels.

use std::{
    ffi::{CString, c_void},
    fmt, ptr,
    sync::Arc,
};

use ocl::{core, ffi};

use super::{
    Buffer, Context, Error,
    announce::Announcement,
    error::{BUILD_PROGRAM_FAILURE, INVALID_VALUE},
};
use crate::sync::global::{Mutex, lock};

/// A program compiled for one device. Clones are the same program.
#[derive(Clone)]
pub(crate) struct Program(Arc<Inner>);

struct Inner {
    program: core::Program,
    /// Kernels that no launch uses, with their names.
    idle: Mutex<Vec<(Box<str>, core::Kernel)>>,
}

// SAFETY: a program may be used by several threads at once (OpenCL 1.2, A.2); a kernel may not, but is only moved in and
// out here, under the lock.
unsafe impl Sync for Inner {}

/// A kernel with its arguments, for one launch at a time: its arguments belong to the object, not to the launch.
pub(crate) struct Kernel {
    object: Option<core::Kernel>,
    name: Box<str>,
    program: Program,
}

impl Context {
    /// Compiles a program. Says so on a terminal when that takes more than a second.
    pub(crate) fn build(&self, source: &str, options: &str) -> Result<Program, Error> {
        let program = self.create_program(source)?;
        let options =
            CString::new(options).map_err(|_| Error::Api { call: "clBuildProgram", code: INVALID_VALUE })?;
        let device = self.handle.id.as_raw();
        let build = || {
            let (program, options) = (program.as_ptr(), options.as_ptr());
            // SAFETY: the program lives, is of this device's context, and the options end with a zero byte.
            unsafe { ffi::clBuildProgram(program, 1, &raw const device, options, None, ptr::null_mut()) }
        };
        match Announcement::new().during(build) {
            BUILD_PROGRAM_FAILURE => Err(Error::Build { log: self.build_log(&program) }),
            code => Error::check("clBuildProgram", code),
        }?;
        Ok(Program(Arc::new(Inner { program, idle: Mutex::default() })))
    }

    fn create_program(&self, source: &str) -> Result<core::Program, Error> {
        let (text, bytes) = (source.as_ptr().cast(), source.len());
        let mut code = 0;
        // SAFETY: one text, with its length.
        let program = unsafe {
            ffi::clCreateProgramWithSource(self.raw(), 1, &raw const text, &raw const bytes, &raw mut code)
        };
        Error::check("clCreateProgramWithSource", code)?;
        // SAFETY: it has just been made.
        Ok(unsafe { core::Program::from_raw_create_ptr(program) })
    }

    fn build_log(&self, program: &core::Program) -> String {
        const PROGRAM_BUILD_LOG: u32 = 0x1183;
        let get = |bytes, value: *mut c_void, size: *mut usize| {
            // SAFETY: program and device live; there is room for `bytes` bytes.
            unsafe {
                let device = self.handle.id.as_raw();
                ffi::clGetProgramBuildInfo(program.as_ptr(), device, PROGRAM_BUILD_LOG, bytes, value, size)
            }
        };
        let log = super::info::query("clGetProgramBuildInfo", get).unwrap_or_default();
        String::from_utf8_lossy(&log).trim_end_matches('\0').to_owned()
    }
}

impl Program {
    /// A kernel of the program, for one launch at a time. Its arguments are not set.
    pub(crate) fn kernel(&self, name: &str) -> Result<Kernel, Error> {
        let idle = {
            let mut idle = lock(&self.0.idle);
            let found = idle.iter().rposition(|(of, _)| **of == *name);
            found.map(|i| idle.swap_remove(i))
        };
        let (name, kernel) = match idle {
            Some(kernel) => kernel,
            None => (name.into(), self.create_kernel(name)?),
        };
        Ok(Kernel { object: Some(kernel), name, program: self.clone() })
    }

    fn create_kernel(&self, name: &str) -> Result<core::Kernel, Error> {
        let name =
            CString::new(name).map_err(|_| Error::Api { call: "clCreateKernel", code: INVALID_VALUE })?;
        let mut code = 0;
        // SAFETY: the program lives, and the name ends with a zero byte.
        let kernel = unsafe { ffi::clCreateKernel(self.0.program.as_ptr(), name.as_ptr(), &raw mut code) };
        Error::check("clCreateKernel", code)?;
        // SAFETY: it has just been made.
        Ok(unsafe { core::Kernel::from_raw_create_ptr(kernel) })
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Program").field(&self.0.program).finish()
    }
}

impl Kernel {
    pub(super) fn raw(&self) -> ffi::cl_kernel {
        self.object.as_ref().expect("taken in drop alone").as_ptr()
    }

    /// Sets an argument that is passed by value. `bool` and `size_t` are no types of arguments.
    pub(crate) fn set(&mut self, index: usize, value: &[u8]) -> Result<(), Error> {
        // SAFETY: the value is as long as it is, and is copied by the call.
        unsafe { self.set_raw(index, value.len(), value.as_ptr().cast()) }
    }

    /// Sets a `__global` or `__constant` pointer to a buffer's start.
    pub(crate) fn set_buffer(&mut self, index: usize, buffer: &Buffer) -> Result<(), Error> {
        let mem = buffer.raw();
        // SAFETY: a buffer is passed as its handle, which is copied by the call.
        unsafe { self.set_raw(index, size_of_val(&mem), (&raw const mem).cast()) }
    }

    /// Sets a `__global` pointer to null.
    pub(crate) fn set_null(&mut self, index: usize) -> Result<(), Error> {
        let mem: ffi::cl_mem = ptr::null_mut();
        // SAFETY: as above; null stands for no buffer.
        unsafe { self.set_raw(index, size_of_val(&mem), (&raw const mem).cast()) }
    }

    /// Sets a `__local` pointer to that many bytes for each work-group.
    pub(crate) fn set_local(&mut self, index: usize, bytes: usize) -> Result<(), Error> {
        // SAFETY: local memory has a size and no value.
        unsafe { self.set_raw(index, bytes, ptr::null()) }
    }

    /// Sets a `__global` pointer to host memory, on a device with [`Sharing::System`](super::Sharing::System).
    pub(crate) fn set_pointer(&mut self, index: usize, pointer: *const u8) -> Result<(), Error> {
        #[cfg(target_os = "macos")]
        let code = {
            let _ = (index, pointer);
            -59
        };
        // SAFETY: the kernel lives. What is behind the pointer matters when the kernel runs.
        #[cfg(not(target_os = "macos"))]
        let code =
            unsafe { super::entries::clSetKernelArgSVMPointer(self.raw(), index as u32, pointer.cast()) };
        Error::check("clSetKernelArgSVMPointer", code)
    }

    /// # Safety
    /// `value` must be what OpenCL demands of an argument of that size.
    unsafe fn set_raw(&mut self, index: usize, bytes: usize, value: *const c_void) -> Result<(), Error> {
        // SAFETY: the kernel lives, and nobody else uses it; of the value the caller speaks.
        let code = unsafe { ffi::clSetKernelArg(self.raw(), index as u32, bytes, value) };
        Error::check("clSetKernelArg", code)
    }
}

impl fmt::Debug for Kernel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Kernel").field(&self.name).finish()
    }
}

impl Drop for Kernel {
    fn drop(&mut self) {
        if let Some(kernel) = self.object.take() {
            let name = std::mem::take(&mut self.name);
            lock(&self.program.0.idle).push((name, kernel));
        }
    }
}
