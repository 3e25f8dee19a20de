//! From a program and the bound variables to a kernel that has run.

use super::{
    Launch, Stop,
    bind::{self, Bound},
    geometry::Geometry,
    programs::Ready,
    results::{self, Partials},
    scratch,
};
use crate::device::{
    args::{Arg, Host, Kind},
    codegen::Param,
    data::transfer::Storage,
    failure::Failure,
    faults,
    ir::VarId,
    opencl::{Event, Kernel},
    record,
};

/// What a kernel needs besides the variables.
pub(super) struct Extras {
    pub(super) faults: Option<Storage>,
    pub(super) partials: Vec<Partials>,
}

impl Extras {
    pub(super) fn new(
        launch: &Launch<'_>,
        ready: &Ready,
        geometry: Geometry,
        args: &[Arg<'_>],
    ) -> Result<Self, Failure> {
        let faults =
            ready.params.contains(&Param::Faults).then(|| scratch::take(launch.device)).transpose()?;
        Ok(Self { faults, partials: results::allocate(launch, geometry, args)? })
    }
}

/// Runs the kernel, and combines the reductions.
///
/// # Panics
/// If the device fails when the kernel has started, and had data that the host does not have.
#[track_caller]
pub(super) fn execute(
    launch: &Launch<'_>,
    ready: &Ready,
    geometry: Geometry,
    args: &mut [Arg<'_>],
    bound: &[Bound],
) -> Result<(), Stop> {
    let extras = Extras::new(launch, ready, geometry, args)?;
    // Declared last, and so dropped first: the kernel is done when the buffers go.
    let running = start(launch, ready, geometry, (args, bound), &extras, &[])?;
    let finished = finish(launch, ready, &extras, args, bound, &running);
    drop(running);
    match &finished {
        // The report is clear, and stays so for the next launch.
        Ok(()) => extras.faults.into_iter().for_each(|report| scratch::give_back(launch.device, report)),
        Err(Stop::Failure(failure)) => check_untouched(launch, args, bound, failure),
        Err(Stop::Fault(_)) => {}
    }
    finished
}

/// Enqueues the kernel behind what is arriving, and behind the commands of `wait`.
pub(super) fn start(
    launch: &Launch<'_>,
    ready: &Ready,
    geometry: Geometry,
    (args, bound): (&[Arg<'_>], &[Bound]),
    extras: &Extras,
    wait: &[&Event],
) -> Result<Running, Failure> {
    let context = launch.device.context()?;
    let mut kernel = ready.program.kernel(&ready.kernel)?;
    for (index, &param) in ready.params.iter().enumerate() {
        match param {
            Param::Value(var) => kernel.set(index, value(&args[usize::from(var)]))?,
            Param::Buffer(var) => match (&bound[usize::from(var)], bound[usize::from(var)].storage()) {
                (Bound::Pointer(pointer), _) => kernel.set_pointer(index, *pointer)?,
                (Bound::Shared(buffer), _) => kernel.set_buffer(index, buffer)?,
                (_, Some((storage, _))) => kernel.set_buffer(index, storage.buffer())?,
                (_, None) => kernel.set_null(index)?,
            },
            Param::Faults => match &extras.faults {
                Some(storage) => kernel.set_buffer(index, storage.buffer())?,
                None => kernel.set_null(index)?,
            },
            Param::Partials(k) => kernel.set_buffer(index, extras.partials[usize::from(k)].buffer())?,
            number => kernel.set(index, &number_of(launch, args, bound, number).to_ne_bytes())?,
        }
    }
    let arriving = bound.iter().filter_map(|bound| bound.storage()?.0.arriving());
    let wait: Vec<_> = arriving.chain(wait.iter().copied()).collect();
    let (global, local, n) = geometry.sizes();
    record::name(launch.region.function, launch.region.line);
    // SAFETY: the generated code checks every access that is not proven to be in the bounds it is given, and these are
    // those of the buffers; for a kernel of the program's own, the program answers. `bound` and `extras` hold the buffers
    // until the command is complete: whoever gets the event waits for it before they are dropped.
    let event = unsafe { context.enqueue(&kernel, &global[..n], &local[..n], &wait) }?;
    Ok(Running { event, _kernel: kernel })
}

/// A kernel on its way. Dropped, it waits: the buffers that the kernel uses are dropped next.
pub(super) struct Running {
    pub(super) event: Event,
    /// Its arguments are those of this launch until it is done.
    _kernel: Kernel,
}

impl Drop for Running {
    fn drop(&mut self) {
        // Whether it went well has been asked already, or no longer matters.
        let _ = self.event.wait();
    }
}

/// The bytes of a captured value.
fn value<'a>(arg: &'a Arg<'_>) -> &'a [u8] {
    match &arg.kind {
        Kind::Value(bytes) => bytes,
        Kind::Reduction(bytes) => bytes,
        Kind::Mapped(mapping) => mapping.host.bytes(),
        // SAFETY: what changes the variable was waited for before the launch, and nothing begins meanwhile.
        Kind::Deferred(lent) => unsafe { lent.bytes() },
        Kind::Device(..) => &[],
    }
}

/// The integers among the parameters, modulo 2^64.
fn number_of(launch: &Launch<'_>, args: &[Arg<'_>], bound: &[Bound], param: Param) -> u64 {
    let arg = |var: VarId| &args[usize::from(var)];
    let level = |d: u8| launch.loops[usize::from(d)];
    match param {
        Param::Len(var) => bind::extent(arg(var)).len,
        Param::Lo(var) => bind::extent(arg(var)).lo,
        Param::Count(var) => {
            let extent = bind::extent(arg(var));
            extent.hi - extent.lo
        }
        Param::Shift(var) => bind::shift(arg(var), &bound[usize::from(var)]),
        Param::First(d) => level(d).first as u64,
        Param::Step(d) => level(d).step as u64,
        Param::Trips(d) => level(d).trips,
        Param::DeviceNum => launch.device.number() as u64,
        Param::Value(_) | Param::Buffer(_) | Param::Faults | Param::Partials(_) => {
            unreachable!("not a number")
        }
    }
}

/// Waits, looks for a fault, and combines.
fn finish(
    launch: &Launch<'_>,
    ready: &Ready,
    extras: &Extras,
    args: &mut [Arg<'_>],
    bound: &[Bound],
    running: &Running,
) -> Result<(), Stop> {
    match &extras.faults {
        Some(report) => {
            let words = scratch::read(launch.device, report, &running.event)?;
            if let Some(text) = faults::message(&words, &ready.files, &ready.arrays) {
                return Err(Stop::Fault(text));
            }
        }
        None => running.event.wait().map_err(Failure::from)?,
    }
    Ok(results::combine(launch, &extras.partials, args, bound)?)
}

/// A device that fails half-way leaves what the kernel wrote undefined. The host can start anew as long as it has the
/// original values.
///
/// # Panics
/// If it has not.
#[track_caller]
fn check_untouched(launch: &Launch<'_>, args: &[Arg<'_>], bound: &[Bound], failure: &Failure) {
    for (arg, bound) in args.iter().zip(bound) {
        let written = match &arg.kind {
            Kind::Mapped(mapping) => matches!(mapping.host, Host::Exclusive(_)),
            Kind::Device(_, written) => *written,
            Kind::Reduction(_) => true,
            Kind::Deferred(lent) => lent.exclusive,
            Kind::Value(_) => false,
        };
        let lost = match bound {
            Bound::Nothing => false,
            Bound::Held(held) => !held.is_fresh(),
            Bound::Slice { .. } | Bound::Shared(_) | Bound::Pointer(_) => true,
        };
        assert!(
            !(written && lost),
            "{}:{}: the device failed while it changed `{}`, of which the host has no copy: {failure}",
            launch.region.file,
            launch.region.line,
            arg.name,
        );
    }
}
