//! In place of `opencl` where that feature is off: there is no device, and so nothing that could be done with one.

use super::{data::DeviceData, failure::Failure};

/// A device: there is none.
#[derive(Clone, Copy, Debug)]
pub enum Device {}

/// Memory of a device.
#[derive(Debug)]
pub(crate) enum Buffer {}

/// A program that is built.
#[derive(Debug)]
pub(crate) enum Program {}

/// A kernel, and its arguments.
#[derive(Debug)]
pub(crate) enum Kernel {}

/// What a device is to do, or has done.
#[derive(Debug)]
pub(crate) enum Event {}

pub(crate) fn devices() -> &'static [Device] {
    &[]
}

pub(crate) fn what_was_found() -> String {
    "no device: ferromp was built without the feature `opencl`".into()
}

macro_rules! absurd {
    ($($name:ident($($arg:ident: $ty:ty),*) -> $result:ty;)*) => {$(
        pub(crate) fn $name(&self, $($arg: $ty),*) -> $result {
            let _ = ($($arg,)*);
            match *self {}
        }
    )*};
}

impl Device {
    absurd! {
        data() -> &'static DeviceData;
        name() -> &str;
        is_cpu() -> bool;
        units() -> usize;
        max_local() -> usize;
        fp64() -> bool;
        int64_atomics() -> bool;
        correct_f32() -> bool;
        allocate(len: usize) -> Result<Buffer, Failure>;
        write(buffer: &Buffer, offset: usize, bytes: &[u8]) -> Result<(), Failure>;
        read(buffer: &Buffer, offset: usize, bytes: &mut [u8]) -> Result<(), Failure>;
        clear(buffer: &Buffer, len: usize) -> Result<(), Failure>;
        build(source: &str, options: &str) -> Result<Program, Failure>;
        enqueue(kernel: &Kernel, global: usize, local: usize) -> Result<Event, Failure>;
    }
}

impl Program {
    absurd! {
        kernel(name: &str) -> Result<Kernel, Failure>;
    }
}

impl Kernel {
    absurd! {
        set_bytes(index: u32, bytes: &[u8]) -> Result<(), Failure>;
        set_buffer(index: u32, buffer: Option<&Buffer>) -> Result<(), Failure>;
    }
}

impl Event {
    absurd! {
        wait() -> Result<(), Failure>;
    }
}
