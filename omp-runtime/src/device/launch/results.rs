//! Reductions over all teams of a region: one partial result for each work-group, and the end of it on the host.

use super::{Launch, bind::Bound, geometry::Geometry};
use crate::device::{
    args::{Arg, Kind},
    data::transfer::{self, Device, Storage},
    failure::Failure,
    ir::{Reduction, ReductionOp},
    opencl::Buffer,
    reduce,
    types::Type,
};

/// The partial results of one reduction.
pub(super) struct Partials {
    pub(super) storage: Storage,
    /// In bytes.
    pub(super) len: usize,
}

impl Partials {
    pub(super) fn buffer(&self) -> &Buffer {
        self.storage.buffer()
    }
}

/// Memory for the partial results of every reduction of the region.
pub(super) fn allocate(
    launch: &Launch<'_>,
    geometry: Geometry,
    args: &[Arg<'_>],
) -> Result<Vec<Partials>, Failure> {
    let partials = |reduction: &Reduction| {
        let arg = &args[usize::from(reduction.var)];
        let len = (arg.ty.size() * geometry.teams()).max(1);
        Ok(Partials { storage: transfer::allocate(launch.device, len, arg.name)?, len })
    };
    launch.region.reductions.iter().map(partials).collect()
}

/// Combines the partial results with the original values. Reads all before it changes any.
pub(super) fn combine(
    launch: &Launch<'_>,
    partials: &[Partials],
    args: &mut [Arg<'_>],
    bound: &[Bound],
) -> Result<(), Failure> {
    let device = launch.device;
    let read = |partials: &Partials| {
        let mut bytes = vec![0; partials.len];
        transfer::read(device, &partials.storage, 0, &mut bytes).map(|()| bytes)
    };
    let results = partials.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    for (reduction, partials) in launch.region.reductions.iter().zip(&results) {
        let (arg, bound) = (&mut args[usize::from(reduction.var)], &bound[usize::from(reduction.var)]);
        let ty = arg.ty;
        let Kind::Reduction(total) = &mut arg.kind else {
            unreachable!("`{}` is a reduction variable", arg.name)
        };
        merge(device, (reduction.op, ty), total, partials, bound)?;
    }
    Ok(())
}

/// Combines partial results with the value of the variable.
pub(super) fn merge(
    device: &'static Device,
    (op, ty): (ReductionOp, &'static Type),
    total: &mut [u8],
    partials: &[u8],
    bound: &Bound,
) -> Result<(), Failure> {
    let add = |total: &mut [u8]| {
        reduce::combine(op, ty, total, partials)
            .unwrap_or_else(|| panic!("{} has no reduction with {op:?}", ty.rust_name()));
    };
    // Of a variable that is present, the value is on the device and stays there.
    match bound.storage() {
        None => add(total),
        Some((buffer, offset)) => {
            let mut there = vec![0; total.len()];
            transfer::read(device, buffer, offset, &mut there)?;
            add(&mut there);
            transfer::write(device, buffer, offset, &there)?;
        }
    }
    Ok(())
}
