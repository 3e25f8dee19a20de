//! Every function of OpenCL up to 3.0, under its own name, forwarding to the library that is found at run time.
//!
//! They stand in for the library that `cl-sys`, and whichever other crate of the program calls OpenCL, would be linked
//! to. Without the library each answers as a loader without drivers does. A program's own symbols are not visible to the
//! libraries that it loads, so the drivers keep calling each other.

#![allow(non_snake_case, reason = "the names of OpenCL")]
#![allow(clippy::too_many_arguments, reason = "the signatures of OpenCL")]

use std::ffi::{c_char, c_void};

use super::loader::{PLATFORM_NOT_FOUND, Slot};

/// An object of OpenCL.
type Handle = *mut c_void;
type In = *const c_void;
type Out = *mut c_void;
type Text = *const c_char;
/// A function that OpenCL calls: it is only passed on.
type Callback = Option<unsafe extern "system" fn()>;

/// Calls function `$name` of the library, or evaluates `$missing` with the error code.
macro_rules! forward {
    ($name:ident($($arg:ident: $ty:ty),*) -> $result:ty, |$code:ident| $missing:expr) => {{
        static SLOT: Slot = Slot::new();
        type Function = unsafe extern "system" fn($($ty),*) -> $result;
        let name = const {
            match std::ffi::CStr::from_bytes_with_nul(concat!(stringify!($name), "\0").as_bytes()) {
                Ok(name) => name,
                Err(_) => panic!("a name has no zero byte"),
            }
        };
        match SLOT.get(name, $name as *const c_void) {
            Ok(address) => {
                // SAFETY: the library's function of this name has this signature: both are those of the standard.
                let function = unsafe { std::mem::transmute::<*const c_void, Function>(address) };
                // SAFETY: the caller keeps the function's contract, and the arguments are the caller's.
                unsafe { function($($arg),*) }
            }
            Err($code) => $missing,
        }
    }};
}

/// Functions that return an error code.
macro_rules! statuses {
    ($($name:ident($($arg:ident: $ty:ty),*);)*) => {$(
        #[unsafe(no_mangle)]
        pub(super) unsafe extern "system" fn $name($($arg: $ty),*) -> i32 {
            forward!($name($($arg: $ty),*) -> i32, |code| code)
        }
    )*};
}

/// Functions that return an object, and write an error code where their last argument points to.
macro_rules! objects {
    ($($name:ident($($arg:ident: $ty:ty),*);)*) => {$(
        #[unsafe(no_mangle)]
        pub(super) unsafe extern "system" fn $name($($arg: $ty,)* error: *mut i32) -> Handle {
            forward!($name($($arg: $ty,)* error: *mut i32) -> Handle, |code| {
                if !error.is_null() {
                    // SAFETY: an error code is written where the caller says, as the function itself does.
                    unsafe { error.write(code) };
                }
                std::ptr::null_mut()
            })
        }
    )*};
}

/// The number of platforms is zero also where the caller does not look at the error code.
#[unsafe(no_mangle)]
pub(super) unsafe extern "system" fn clGetPlatformIDs(
    entries: u32,
    platforms: *mut Handle,
    count: *mut u32,
) -> i32 {
    forward!(clGetPlatformIDs(entries: u32, platforms: *mut Handle, count: *mut u32) -> i32, |_code| {
        if !count.is_null() {
            // SAFETY: the count is written where the caller says, as the function itself does.
            unsafe { count.write(0) };
        }
        PLATFORM_NOT_FOUND
    })
}

#[unsafe(no_mangle)]
pub(super) unsafe extern "system" fn clGetExtensionFunctionAddress(name: Text) -> Handle {
    forward!(clGetExtensionFunctionAddress(name: Text) -> Handle, |_code| std::ptr::null_mut())
}

#[unsafe(no_mangle)]
pub(super) unsafe extern "system" fn clGetExtensionFunctionAddressForPlatform(
    platform: Handle,
    name: Text,
) -> Handle {
    forward!(clGetExtensionFunctionAddressForPlatform(platform: Handle, name: Text) -> Handle, |_code| {
        std::ptr::null_mut()
    })
}

#[unsafe(no_mangle)]
pub(super) unsafe extern "system" fn clSVMAlloc(
    context: Handle,
    flags: u64,
    bytes: usize,
    alignment: u32,
) -> Out {
    forward!(clSVMAlloc(context: Handle, flags: u64, bytes: usize, alignment: u32) -> Out, |_code| {
        std::ptr::null_mut()
    })
}

#[unsafe(no_mangle)]
pub(super) unsafe extern "system" fn clSVMFree(context: Handle, pointer: Out) {
    forward!(clSVMFree(context: Handle, pointer: Out) -> (), |_code| ());
}

statuses! {
    // OpenCL 1.0.
    clGetPlatformInfo(a: Handle, b: u32, c: usize, d: Out, e: *mut usize);
    clGetDeviceIDs(a: Handle, b: u64, c: u32, d: *mut Handle, e: *mut u32);
    clGetDeviceInfo(a: Handle, b: u32, c: usize, d: Out, e: *mut usize);
    clRetainContext(a: Handle);
    clReleaseContext(a: Handle);
    clGetContextInfo(a: Handle, b: u32, c: usize, d: Out, e: *mut usize);
    clRetainCommandQueue(a: Handle);
    clReleaseCommandQueue(a: Handle);
    clGetCommandQueueInfo(a: Handle, b: u32, c: usize, d: Out, e: *mut usize);
    clSetCommandQueueProperty(a: Handle, b: u64, c: u32, d: *mut u64);
    clRetainMemObject(a: Handle);
    clReleaseMemObject(a: Handle);
    clGetSupportedImageFormats(a: Handle, b: u64, c: u32, d: u32, e: Out, f: *mut u32);
    clGetMemObjectInfo(a: Handle, b: u32, c: usize, d: Out, e: *mut usize);
    clGetImageInfo(a: Handle, b: u32, c: usize, d: Out, e: *mut usize);
    clRetainSampler(a: Handle);
    clReleaseSampler(a: Handle);
    clGetSamplerInfo(a: Handle, b: u32, c: usize, d: Out, e: *mut usize);
    clRetainProgram(a: Handle);
    clReleaseProgram(a: Handle);
    clBuildProgram(a: Handle, b: u32, c: *const Handle, d: Text, e: Callback, f: Out);
    clUnloadCompiler();
    clGetProgramInfo(a: Handle, b: u32, c: usize, d: Out, e: *mut usize);
    clGetProgramBuildInfo(a: Handle, b: Handle, c: u32, d: usize, e: Out, f: *mut usize);
    clCreateKernelsInProgram(a: Handle, b: u32, c: *mut Handle, d: *mut u32);
    clRetainKernel(a: Handle);
    clReleaseKernel(a: Handle);
    clSetKernelArg(a: Handle, b: u32, c: usize, d: In);
    clGetKernelInfo(a: Handle, b: u32, c: usize, d: Out, e: *mut usize);
    clGetKernelWorkGroupInfo(a: Handle, b: Handle, c: u32, d: usize, e: Out, f: *mut usize);
    clWaitForEvents(a: u32, b: *const Handle);
    clGetEventInfo(a: Handle, b: u32, c: usize, d: Out, e: *mut usize);
    clRetainEvent(a: Handle);
    clReleaseEvent(a: Handle);
    clGetEventProfilingInfo(a: Handle, b: u32, c: usize, d: Out, e: *mut usize);
    clFlush(a: Handle);
    clFinish(a: Handle);
    clEnqueueReadBuffer(a: Handle, b: Handle, c: u32, d: usize, e: usize, f: Out, g: u32, h: *const Handle, i: *mut Handle);
    clEnqueueWriteBuffer(a: Handle, b: Handle, c: u32, d: usize, e: usize, f: In, g: u32, h: *const Handle, i: *mut Handle);
    clEnqueueCopyBuffer(a: Handle, b: Handle, c: Handle, d: usize, e: usize, f: usize, g: u32, h: *const Handle, i: *mut Handle);
    clEnqueueReadImage(a: Handle, b: Handle, c: u32, d: *const usize, e: *const usize, f: usize, g: usize, h: Out, i: u32, j: *const Handle, k: *mut Handle);
    clEnqueueWriteImage(a: Handle, b: Handle, c: u32, d: *const usize, e: *const usize, f: usize, g: usize, h: In, i: u32, j: *const Handle, k: *mut Handle);
    clEnqueueCopyImage(a: Handle, b: Handle, c: Handle, d: *const usize, e: *const usize, f: *const usize, g: u32, h: *const Handle, i: *mut Handle);
    clEnqueueCopyImageToBuffer(a: Handle, b: Handle, c: Handle, d: *const usize, e: *const usize, f: usize, g: u32, h: *const Handle, i: *mut Handle);
    clEnqueueCopyBufferToImage(a: Handle, b: Handle, c: Handle, d: usize, e: *const usize, f: *const usize, g: u32, h: *const Handle, i: *mut Handle);
    clEnqueueUnmapMemObject(a: Handle, b: Handle, c: Out, d: u32, e: *const Handle, f: *mut Handle);
    clEnqueueNDRangeKernel(a: Handle, b: Handle, c: u32, d: *const usize, e: *const usize, f: *const usize, g: u32, h: *const Handle, i: *mut Handle);
    clEnqueueTask(a: Handle, b: Handle, c: u32, d: *const Handle, e: *mut Handle);
    clEnqueueNativeKernel(a: Handle, b: Callback, c: Out, d: usize, e: u32, f: *const Handle, g: *const In, h: u32, i: *const Handle, j: *mut Handle);
    clEnqueueMarker(a: Handle, b: *mut Handle);
    clEnqueueWaitForEvents(a: Handle, b: u32, c: *const Handle);
    clEnqueueBarrier(a: Handle);
    // OpenCL 1.1.
    clSetMemObjectDestructorCallback(a: Handle, b: Callback, c: Out);
    clSetUserEventStatus(a: Handle, b: i32);
    clSetEventCallback(a: Handle, b: i32, c: Callback, d: Out);
    clEnqueueReadBufferRect(a: Handle, b: Handle, c: u32, d: *const usize, e: *const usize, f: *const usize, g: usize, h: usize, i: usize, j: usize, k: Out, l: u32, m: *const Handle, n: *mut Handle);
    clEnqueueWriteBufferRect(a: Handle, b: Handle, c: u32, d: *const usize, e: *const usize, f: *const usize, g: usize, h: usize, i: usize, j: usize, k: In, l: u32, m: *const Handle, n: *mut Handle);
    clEnqueueCopyBufferRect(a: Handle, b: Handle, c: Handle, d: *const usize, e: *const usize, f: *const usize, g: usize, h: usize, i: usize, j: usize, k: u32, l: *const Handle, m: *mut Handle);
    // OpenCL 1.2.
    clCreateSubDevices(a: Handle, b: *const isize, c: u32, d: *mut Handle, e: *mut u32);
    clRetainDevice(a: Handle);
    clReleaseDevice(a: Handle);
    clCompileProgram(a: Handle, b: u32, c: *const Handle, d: Text, e: u32, f: *const Handle, g: *const Text, h: Callback, i: Out);
    clUnloadPlatformCompiler(a: Handle);
    clGetKernelArgInfo(a: Handle, b: u32, c: u32, d: usize, e: Out, f: *mut usize);
    clEnqueueFillBuffer(a: Handle, b: Handle, c: In, d: usize, e: usize, f: usize, g: u32, h: *const Handle, i: *mut Handle);
    clEnqueueFillImage(a: Handle, b: Handle, c: In, d: *const usize, e: *const usize, f: u32, g: *const Handle, h: *mut Handle);
    clEnqueueMigrateMemObjects(a: Handle, b: u32, c: *const Handle, d: u64, e: u32, f: *const Handle, g: *mut Handle);
    clEnqueueMarkerWithWaitList(a: Handle, b: u32, c: *const Handle, d: *mut Handle);
    clEnqueueBarrierWithWaitList(a: Handle, b: u32, c: *const Handle, d: *mut Handle);
    // OpenCL 2.0.
    clGetPipeInfo(a: Handle, b: u32, c: usize, d: Out, e: *mut usize);
    clSetKernelArgSVMPointer(a: Handle, b: u32, c: In);
    clSetKernelExecInfo(a: Handle, b: u32, c: usize, d: In);
    clEnqueueSVMFree(a: Handle, b: u32, c: *const Out, d: Callback, e: Out, f: u32, g: *const Handle, h: *mut Handle);
    clEnqueueSVMMemcpy(a: Handle, b: u32, c: Out, d: In, e: usize, f: u32, g: *const Handle, h: *mut Handle);
    clEnqueueSVMMemFill(a: Handle, b: Out, c: In, d: usize, e: usize, f: u32, g: *const Handle, h: *mut Handle);
    clEnqueueSVMMap(a: Handle, b: u32, c: u64, d: Out, e: usize, f: u32, g: *const Handle, h: *mut Handle);
    clEnqueueSVMUnmap(a: Handle, b: Out, c: u32, d: *const Handle, e: *mut Handle);
    // OpenCL 2.1.
    clSetDefaultDeviceCommandQueue(a: Handle, b: Handle, c: Handle);
    clGetDeviceAndHostTimer(a: Handle, b: *mut u64, c: *mut u64);
    clGetHostTimer(a: Handle, b: *mut u64);
    clGetKernelSubGroupInfo(a: Handle, b: Handle, c: u32, d: usize, e: In, f: usize, g: Out, h: *mut usize);
    clEnqueueSVMMigrateMem(a: Handle, b: u32, c: *const In, d: *const usize, e: u64, f: u32, g: *const Handle, h: *mut Handle);
    // OpenCL 2.2.
    clSetProgramReleaseCallback(a: Handle, b: Callback, c: Out);
    clSetProgramSpecializationConstant(a: Handle, b: u32, c: usize, d: In);
    // OpenCL 3.0.
    clSetContextDestructorCallback(a: Handle, b: Callback, c: Out);
    // Extensions that the loader exports as well.
    clGetGLObjectInfo(a: Handle, b: *mut u32, c: *mut u32);
    clGetGLTextureInfo(a: Handle, b: u32, c: usize, d: Out, e: *mut usize);
    clGetGLContextInfoKHR(a: *const isize, b: u32, c: usize, d: Out, e: *mut usize);
    clEnqueueAcquireGLObjects(a: Handle, b: u32, c: *const Handle, d: u32, e: *const Handle, f: *mut Handle);
    clEnqueueReleaseGLObjects(a: Handle, b: u32, c: *const Handle, d: u32, e: *const Handle, f: *mut Handle);
    clEnqueueAcquireEGLObjectsKHR(a: Handle, b: u32, c: *const Handle, d: u32, e: *const Handle, f: *mut Handle);
    clEnqueueReleaseEGLObjectsKHR(a: Handle, b: u32, c: *const Handle, d: u32, e: *const Handle, f: *mut Handle);
    clCreateSubDevicesEXT(a: Handle, b: *const u64, c: u32, d: *mut Handle, e: *mut u32);
    clRetainDeviceEXT(a: Handle);
    clReleaseDeviceEXT(a: Handle);
    clGetKernelSubGroupInfoKHR(a: Handle, b: Handle, c: u32, d: usize, e: In, f: usize, g: Out, h: *mut usize);
}

objects! {
    // OpenCL 1.0.
    clCreateContext(a: *const isize, b: u32, c: *const Handle, d: Callback, e: Out);
    clCreateContextFromType(a: *const isize, b: u64, c: Callback, d: Out);
    clCreateCommandQueue(a: Handle, b: Handle, c: u64);
    clCreateBuffer(a: Handle, b: u64, c: usize, d: Out);
    clCreateImage2D(a: Handle, b: u64, c: In, d: usize, e: usize, f: usize, g: Out);
    clCreateImage3D(a: Handle, b: u64, c: In, d: usize, e: usize, f: usize, g: usize, h: usize, i: Out);
    clCreateSampler(a: Handle, b: u32, c: u32, d: u32);
    clCreateProgramWithSource(a: Handle, b: u32, c: *const Text, d: *const usize);
    clCreateProgramWithBinary(a: Handle, b: u32, c: *const Handle, d: *const usize, e: *const In, f: *mut i32);
    clCreateKernel(a: Handle, b: Text);
    clEnqueueMapBuffer(a: Handle, b: Handle, c: u32, d: u64, e: usize, f: usize, g: u32, h: *const Handle, i: *mut Handle);
    clEnqueueMapImage(a: Handle, b: Handle, c: u32, d: u64, e: *const usize, f: *const usize, g: *mut usize, h: *mut usize, i: u32, j: *const Handle, k: *mut Handle);
    // OpenCL 1.1.
    clCreateSubBuffer(a: Handle, b: u64, c: u32, d: In);
    clCreateUserEvent(a: Handle);
    // OpenCL 1.2.
    clCreateImage(a: Handle, b: u64, c: In, d: In, e: Out);
    clCreateProgramWithBuiltInKernels(a: Handle, b: u32, c: *const Handle, d: Text);
    clLinkProgram(a: Handle, b: u32, c: *const Handle, d: Text, e: u32, f: *const Handle, g: Callback, h: Out);
    // OpenCL 2.0.
    clCreateCommandQueueWithProperties(a: Handle, b: Handle, c: *const u64);
    clCreatePipe(a: Handle, b: u64, c: u32, d: u32, e: *const isize);
    clCreateSamplerWithProperties(a: Handle, b: *const u64);
    // OpenCL 2.1.
    clCloneKernel(a: Handle);
    clCreateProgramWithIL(a: Handle, b: In, c: usize);
    // OpenCL 3.0.
    clCreateBufferWithProperties(a: Handle, b: *const u64, c: u64, d: usize, e: Out);
    clCreateImageWithProperties(a: Handle, b: *const u64, c: u64, d: In, e: In, f: Out);
    // Extensions that the loader exports as well.
    clCreateFromGLBuffer(a: Handle, b: u64, c: u32);
    clCreateFromGLTexture(a: Handle, b: u64, c: u32, d: i32, e: u32);
    clCreateFromGLTexture2D(a: Handle, b: u64, c: u32, d: i32, e: u32);
    clCreateFromGLTexture3D(a: Handle, b: u64, c: u32, d: i32, e: u32);
    clCreateFromGLRenderbuffer(a: Handle, b: u64, c: u32);
    clCreateEventFromGLsyncKHR(a: Handle, b: Out);
    clCreateFromEGLImageKHR(a: Handle, b: Out, c: Out, d: u64, e: *const isize);
    clCreateEventFromEGLSyncKHR(a: Handle, b: Out, c: Out);
}
