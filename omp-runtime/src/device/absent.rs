//! In place of `opencl` where that feature is off: there is no device, and so nothing that could be done with one. The
//! signatures are those of `opencl`.

use std::fmt;

use super::devices::Device;

/// A device as a place to run things.
#[derive(Debug)]
pub(crate) enum Context {}

/// How a device gets at the memory of the host without a copy.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Sharing {
    System,
    None,
}

/// Memory of a device.
#[derive(Debug)]
pub(crate) enum Buffer {}

/// A program that is built.
#[derive(Debug)]
pub(crate) enum Program {}

/// A kernel, and its arguments.
#[derive(Debug)]
pub(crate) enum Kernel {}

/// A command on its way.
#[derive(Debug)]
pub(crate) enum Event {}

/// Why something was not done.
#[derive(Debug)]
pub(crate) enum Error {
    NoDevice,
    #[expect(dead_code, reason = "it is matched")]
    Build {
        log: String,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ferromp was built without the feature `opencl`")
    }
}

impl Device {
    #[expect(clippy::unused_self, reason = "the same signature with and without devices")]
    pub(crate) fn context(&'static self) -> Result<&'static Context, Error> {
        Err(Error::NoDevice)
    }
}

macro_rules! absurd {
    ($($name:ident($($arg:ident: $ty:ty),*) -> $result:ty;)*) => {$(
        pub(crate) fn $name(&self, $($arg: $ty),*) -> $result {
            let _ = ($($arg,)*);
            match *self {}
        }
    )*};
}

impl Context {
    absurd! {
        buffer(bytes: usize) -> Result<Buffer, Error>;
        sharing() -> Sharing;
        write(to: &Buffer, offset: usize, from: &[u8], wait: &[&Event]) -> Result<(), Error>;
        read(from: &Buffer, offset: usize, to: &mut [u8], wait: &[&Event]) -> Result<(), Error>;
        build(source: &str, options: &str) -> Result<Program, Error>;
    }

    /// # Safety
    /// There is nothing to do wrong.
    pub(crate) unsafe fn share(&self, _pointer: *mut u8, _bytes: usize) -> Result<Buffer, Error> {
        match *self {}
    }

    /// # Safety
    /// There is nothing to do wrong.
    pub(crate) unsafe fn enqueue(
        &self,
        _kernel: &Kernel,
        _global: &[usize],
        _local: &[usize],
        _wait: &[&Event],
    ) -> Result<Event, Error> {
        match *self {}
    }

    /// # Safety
    /// There is nothing to do wrong.
    pub(crate) unsafe fn start_write(
        &self,
        _to: &Buffer,
        _offset: usize,
        _from: *const u8,
        _bytes: usize,
        _wait: &[&Event],
    ) -> Result<Option<Event>, Error> {
        match *self {}
    }

    /// # Safety
    /// There is nothing to do wrong.
    pub(crate) unsafe fn start_read(
        &self,
        _from: &Buffer,
        _offset: usize,
        _to: *mut u8,
        _bytes: usize,
        _wait: &[&Event],
    ) -> Result<Option<Event>, Error> {
        match *self {}
    }

    /// # Safety
    /// There is nothing to do wrong.
    pub(crate) unsafe fn clear(&self, _buffer: &Buffer, _bytes: usize) -> Result<Option<Event>, Error> {
        match *self {}
    }
}

impl Program {
    absurd! {
        kernel(name: &str) -> Result<Kernel, Error>;
    }
}

impl Kernel {
    pub(crate) fn set(&mut self, _index: usize, _value: &[u8]) -> Result<(), Error> {
        match *self {}
    }

    pub(crate) fn set_buffer(&mut self, _index: usize, _buffer: &Buffer) -> Result<(), Error> {
        match *self {}
    }

    pub(crate) fn set_pointer(&mut self, _index: usize, _pointer: *const u8) -> Result<(), Error> {
        match *self {}
    }

    pub(crate) fn set_null(&mut self, _index: usize) -> Result<(), Error> {
        match *self {}
    }
}

impl Event {
    absurd! {
        wait() -> Result<(), Error>;
    }
}
