//! One launch of a region: map, find the program, enqueue, wait, look for faults, combine, unmap.

pub(crate) mod bind;
mod dump;
pub(crate) mod geometry;
mod kernel;
mod own;
mod programs;
mod results;
mod scratch;
mod started;
mod threads;

use std::sync::Arc;

use geometry::{Counts, Geometry, Limits, geometry};
pub(crate) use programs::Programs;
pub(crate) use scratch::FaultBuffers;
pub(crate) use started::{Started, Total, start};

use super::{
    args::{Arg, Kind},
    codegen::{FunctionRef, LoopRange, Proven, prove},
    data::transfer::Device,
    devices::DeviceKind,
    failure::Failure,
    ir::{Region, VarId},
    types::Type,
};

/// Why a region did not run to its end.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The region panicked: the message.
    Fault(String),
    /// The device cannot; nothing has been changed.
    Failure(Failure),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

/// What a launch is of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Launch<'l> {
    pub(crate) region: &'static Region,
    pub(crate) device: &'static Device,
    pub(crate) counts: Counts,
    pub(crate) types: &'l [&'static Type],
    pub(crate) calls: &'l [FunctionRef],
    pub(crate) loops: &'l [LoopRange],
}

impl Launch<'_> {
    /// Compares what was handed over with what the region says, and the maps of own elements with its loops.
    ///
    /// # Panics
    /// If they do not fit.
    #[track_caller]
    pub(crate) fn check(&self, args: &[Arg<'_>]) {
        let code = &self.region.code;
        let counted = (self.types.len(), self.calls.len(), args.len());
        let said = (code.types.into(), code.calls.into(), self.region.captured.into());
        assert_eq!(
            counted, said,
            "types, functions and variables of the region in line {}",
            self.region.line
        );
        for (arg, var) in args.iter().zip(code.vars) {
            let ty = self.types[usize::from(var.ty)];
            assert!(arg.ty.same(ty), "`{}` is a {}, not a {}", arg.name, ty.rust_name(), arg.ty.rust_name());
            own::check(arg, self.loops);
        }
    }

    /// The iterations of the nest; 1 of a block.
    #[track_caller]
    pub(crate) fn trips(&self) -> u64 {
        self.loops.iter().fold(1, |all: u64, level| {
            all.checked_mul(level.trips).unwrap_or_else(|| {
                panic!(
                    "a collapsed loop of {all} times {} iterations: the limit is {}",
                    level.trips,
                    u64::MAX
                )
            })
        })
    }

    fn geometry(&self) -> Geometry {
        let device = self.device;
        let limits = Limits {
            cpu: device.kind() == DeviceKind::Cpu,
            units: device.compute_units(),
            local: device.max_work_group_size(),
        };
        geometry(self.region, limits, self.counts, self.loops)
    }

    fn prove(&self, args: &[Arg<'_>]) -> Proven {
        let value = |var: VarId| integer(args.get(usize::from(var))?);
        let extent = |var: VarId| bind::extent(&args[usize::from(var)]);
        prove(self.region, self.types, self.loops, &value, &extent)
    }
}

/// The value of a captured integer.
fn integer(arg: &Arg<'_>) -> Option<i128> {
    let Kind::Value(bytes) = arg.kind else { return None };
    let mut wide = [0; 16];
    wide[..bytes.len().min(8)].copy_from_slice(bytes.get(..bytes.len().min(8))?);
    let bits = u128::from_le_bytes(wide);
    if arg.ty.is_unsigned() {
        Some(bits as i128)
    } else {
        // Shifted up and down again: the sign comes with it.
        arg.ty.is_signed().then(|| (bits as i128) << (128 - arg.ty.bits()) >> (128 - arg.ty.bits()))
    }
}

/// Runs the region to its end.
///
/// # Panics
/// If a variable is mapped in part; if the device fails when it has changed data that the host does not have.
#[track_caller]
pub(crate) fn run(launch: &Launch<'_>, args: &mut [Arg<'_>]) -> Result<(), Stop> {
    let trips = launch.trips();
    let mut bound = Vec::with_capacity(args.len());
    for (arg, var) in args.iter_mut().zip(launch.region.code.vars) {
        // A kernel of the program's own may write what it gets, unless that is mapped `to`.
        let written = var.mutable || (launch.region.kernel.is_some() && arg.is_exclusive());
        bound.push(bind::enter(launch.device, arg, written)?);
    }
    if trips > 0 {
        let geometry = launch.geometry();
        let program = find(launch, geometry, args, &bound)?;
        kernel::execute(launch, &program, geometry, args, &bound)?;
    }
    for (bound, arg) in bound.into_iter().zip(args) {
        bind::leave(bound, arg);
    }
    Ok(())
}

/// The program of the launch, with what is proven of these arguments.
fn find(
    launch: &Launch<'_>,
    geometry: Geometry,
    args: &[Arg<'_>],
    bound: &[bind::Bound],
) -> Result<Arc<programs::Ready>, Failure> {
    let sectioned: Vec<_> =
        args.iter().zip(bound).map(|(arg, bound)| bind::is_sectioned(arg, bound)).collect();
    let proven = launch.prove(args);
    let near = args.iter().all(|arg| own::check(arg, launch.loops));
    if (proven.wraps || !near) && launch.region.kernel.is_none() {
        return Err(Failure::new(
            "an index into an array that the region writes may wrap or lose bits, so that iterations could meet",
        ));
    }
    programs::find(launch, geometry.local, &sectioned, proven)
}
