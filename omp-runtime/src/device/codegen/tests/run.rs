//! Runs programs on the first device, if there is one.

use crate::device::{
    codegen::{FAULT_WORDS, Param, Program, fault_message},
    devices::devices,
    ir::VarId,
    opencl::{Buffer, Context},
};

/// An argument of a kernel.
pub(super) enum Arg {
    Bytes(Vec<u8>),
    /// The bytes of an array, the number of its elements; the array is written back.
    Array(Vec<u8>, u64),
}

/// The device, if there is one.
pub(super) fn context() -> Option<&'static Context> {
    let device = devices().first()?;
    Some(device.context().expect("a context for the device"))
}

/// What a program's launch needs besides the captured variables.
pub(super) struct Launch<'l> {
    pub(super) program: &'l Program,
    pub(super) groups: usize,
    pub(super) local: usize,
    /// First value, step and trips of each loop.
    pub(super) loops: &'l [(i64, i64, u64)],
    /// Bytes of a partial result, for each reduction.
    pub(super) partials: &'l [usize],
}

/// Runs it; the arrays have the new elements. Returns the partial results, or the text of the fault.
pub(super) fn launch(launch: &Launch<'_>, args: &mut [Arg]) -> Result<Vec<Vec<u8>>, String> {
    let context = context().expect("a device");
    let Launch { program, groups, local, loops, partials } = launch;
    let built = context.build(&program.source, program.build_options);
    let built = built.unwrap_or_else(|error| panic!("{error}\n{}", program.source));
    let mut kernel = built.kernel(&program.kernel).expect("the kernel");
    let upload = |bytes: &[u8]| {
        let buffer = context.buffer(bytes.len().max(1)).expect("a buffer");
        context.write(&buffer, 0, bytes, &[]).expect("a copy");
        buffer
    };
    let buffers: Vec<Option<Buffer>> = args
        .iter()
        .map(|arg| if let Arg::Array(bytes, _) = arg { Some(upload(bytes)) } else { None })
        .collect();
    let faults = upload(&[0; FAULT_WORDS * 4]);
    let partials: Vec<_> = partials.iter().map(|bytes| upload(&vec![0; bytes * groups])).collect();
    let len = |var: VarId| if let Arg::Array(_, len) = &args[usize::from(var)] { *len } else { 0 };
    for (at, param) in program.params.iter().enumerate() {
        match *param {
            Param::Value(var) => match &args[usize::from(var)] {
                Arg::Bytes(bytes) => kernel.set(at, bytes),
                Arg::Array(..) => panic!("an array by value"),
            },
            Param::Buffer(var) => {
                kernel.set_buffer(at, buffers[usize::from(var)].as_ref().expect("a buffer"))
            }
            Param::Len(var) | Param::Count(var) => kernel.set(at, &len(var).to_ne_bytes()),
            Param::Lo(_) | Param::Shift(_) | Param::DeviceNum => kernel.set(at, &0_u64.to_ne_bytes()),
            Param::First(d) => kernel.set(at, &loops[usize::from(d)].0.to_ne_bytes()),
            Param::Step(d) => kernel.set(at, &loops[usize::from(d)].1.to_ne_bytes()),
            Param::Trips(d) => kernel.set(at, &loops[usize::from(d)].2.to_ne_bytes()),
            Param::Faults => kernel.set_buffer(at, &faults),
            Param::Partials(k) => kernel.set_buffer(at, &partials[usize::from(k)]),
        }
        .expect("an argument");
    }
    // SAFETY: the buffers live until the kernel has ended, and the kernel checks its indices.
    let event = unsafe { context.enqueue(&kernel, &[groups * local], &[*local], &[]) }.expect("a launch");
    event.wait().expect("the kernel's end");
    let fetch = |buffer: &Buffer, bytes: usize| {
        let mut to = vec![0; bytes];
        context.read(buffer, 0, &mut to, &[]).expect("a copy");
        to
    };
    let words = fetch(&faults, FAULT_WORDS * 4);
    let words: Vec<_> = words.chunks(4).map(|word| u32::from_ne_bytes(word.try_into().unwrap())).collect();
    if let Some(text) = fault_message(&words.try_into().unwrap(), None) {
        return Err(text);
    }
    for (arg, buffer) in args.iter_mut().zip(&buffers) {
        if let (Arg::Array(bytes, _), Some(buffer)) = (arg, buffer) {
            *bytes = fetch(buffer, bytes.len());
        }
    }
    Ok(partials.iter().zip(launch.partials).map(|(buffer, bytes)| fetch(buffer, bytes * groups)).collect())
}
