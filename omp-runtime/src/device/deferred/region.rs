//! `target .. nowait`

use std::sync::Arc;

use super::{
    Deferred,
    depend::Depend,
    lent::{Lent, TakenBack, Use},
    order::before,
    pending::{Access, Copy, Pending, Reduced, Settled, Until},
};
use crate::device::{
    args::{Arg, Kind},
    codegen::{FunctionRef, LoopRange},
    data::lent::{self, Present},
    failure::Failure,
    launch::{self, Launch, bind::Bound},
    opencl::Event,
    target::Target,
    types::Type,
};

/// A target construct with `nowait`, on its device.
#[derive(Debug)]
pub struct DeferredTarget<'t, 'd, 'env> {
    target: &'t mut Target,
    deferred: &'d Deferred<'env>,
    depend: Vec<Depend>,
}

impl Target {
    /// `nowait`: the region is done when the stretch is.
    pub fn deferred<'t, 'd, 'env>(
        &'t mut self,
        deferred: &'d Deferred<'env>,
    ) -> DeferredTarget<'t, 'd, 'env> {
        DeferredTarget { target: self, deferred, depend: Vec::new() }
    }
}

impl DeferredTarget<'_, '_, '_> {
    /// `depend(..)`
    #[must_use]
    pub fn depend(mut self, items: &[Depend]) -> Self {
        self.depend.extend_from_slice(items);
        self
    }

    /// Begins to execute the region on the chosen device; see [`Target::run`]. `false`: it could not, and the host has to
    /// execute the region; nothing is pending then.
    ///
    /// A variable that is not lent to the stretch has it wait: the region is complete when this returns.
    ///
    /// # Panics
    /// As [`Target::run`], but what panics in the region panics when it is waited for. If a variable is lent to another
    /// stretch.
    #[track_caller]
    pub fn run(
        self,
        types: &[&'static Type],
        calls: &[FunctionRef],
        loops: &[LoopRange],
        args: &mut [Arg<'_>],
    ) -> bool {
        let Self { target, deferred, depend } = self;
        let Some(launch) = target.launch(types, calls, loops) else { return false };
        launch.check(args);
        if deferred.has(args) && deferred.begin(&launch, args, &depend).is_ok() {
            return true;
        }
        // With nothing pending there is all the memory that there can be, and the host may look at its variables. What it
        // means that the device cannot do it is decided as for any region.
        deferred.complete(usize::MAX);
        // SAFETY: nothing is pending, and `run` defers nothing.
        let mut taken = unsafe { TakenBack::new(args) };
        target.run(types, calls, loops, taken.args())
    }
}

/// A variable of the region, and what the region does with it.
struct Variable<'a> {
    lent: &'a Lent,
    present: Option<Present>,
    /// None: nothing that others could notice.
    access: Option<Access>,
}

impl Variable<'_> {
    /// New memory gets the host's values, or the host gets its values.
    fn copies(&self) -> (bool, bool) {
        match self.lent.using {
            Use::Map(map) if self.present.is_none() => {
                (map.copies_in(), map.copies_out() && self.lent.exclusive)
            }
            _ => (false, false),
        }
    }
}

impl Deferred<'_> {
    /// Begins to execute a region, behind what it depends on. If it fails, nothing has changed.
    ///
    /// # Panics
    /// If a variable overlaps what is present; if the device fails when the kernel has started.
    #[track_caller]
    fn begin(&self, launch: &Launch<'_>, args: &[Arg<'_>], depend: &[Depend]) -> Result<(), Failure> {
        let mut variables = Vec::with_capacity(args.len());
        for (arg, var) in args.iter().zip(launch.region.code.vars) {
            variables.push(look_up(
                launch,
                arg,
                var.mutable || (launch.region.kernel.is_some() && arg.is_exclusive()),
            )?);
        }
        if launch.trips() == 0 {
            return Ok(());
        }
        let depend: Vec<_> = depend.iter().map(Access::from).collect();
        for access in &depend {
            self.make_way(launch.device, access, false);
        }
        for variable in variables.iter().flatten() {
            if let Some(access) = &variable.access {
                self.make_way(launch.device, access, variable.lent.using == Use::Value);
            }
        }
        let operation = enqueue(launch, args, &variables, &depend, &self.pending.borrow())?;
        self.pending.borrow_mut().push(operation);
        Ok(())
    }
}

/// What is present, and what the region does. `None` of what is passed by value, or empty.
#[track_caller]
fn look_up<'a>(
    launch: &Launch<'_>,
    arg: &'a Arg<'_>,
    written: bool,
) -> Result<Option<Variable<'a>>, Failure> {
    let Kind::Deferred(lent) = &arg.kind else { return Ok(None) };
    if lent.bytes == 0 {
        return Ok(None);
    }
    let present = if lent.using == Use::Value { None } else { lent::present(launch.device, arg)? };
    if present.as_ref().is_some_and(|present| !present.offset.is_multiple_of(arg.ty.size().max(1))) {
        return Err(Failure::new("a variable starts in the middle of an element of what is mapped"));
    }
    let mut variable = Variable { lent, present, access: None };
    let (copies_in, copies_out) = variable.copies();
    let access = |write| Access { interval: arg.interval().unwrap_or_default(), write, until: Until::Kernel };
    variable.access = match lent.using {
        Use::Value => Some(access(false)),
        // The host combines it in the order of the operations: there is nothing to wait for.
        Use::Reduction => None,
        Use::Map(_) if variable.present.is_some() => Some(access(written)),
        Use::Map(_) => (copies_in || copies_out).then(|| access(copies_out)),
    };
    Ok(Some(variable))
}

/// Enqueues everything: copies to the device, the kernel, copies from it.
#[track_caller]
fn enqueue(
    launch: &Launch<'_>,
    args: &[Arg<'_>],
    variables: &[Option<Variable<'_>>],
    depend: &[Access],
    pending: &[Pending],
) -> Result<Pending, Failure> {
    let region = launch.region;
    let mut operation = Pending::new(launch.device, format!("{}:{}", region.file, region.line));
    let first: Vec<_> = depend.iter().flat_map(|access| before(pending, access)).collect();
    let mut kernel_after = first.clone();
    let mut out = Vec::new();
    for (i, (arg, variable)) in args.iter().zip(variables).enumerate() {
        let Some(variable) = variable else {
            operation.bound.push(Bound::Nothing);
            continue;
        };
        let mut after = first.clone();
        after.extend(variable.access.iter().flat_map(|access| before(pending, access)));
        let until = operation.bind(launch, (i, arg), variable, &after, out.len())?;
        if variable.copies().1 {
            out.push((i, arg.name));
        }
        kernel_after.extend(after);
        if until == Until::Completion {
            let interval = arg.interval().unwrap_or_default();
            operation.accesses.push(Access { interval, write: true, until });
        } else if variable.lent.using != Use::Value {
            operation.accesses.extend(variable.access.map(|access| Access { until, ..access }));
        }
    }
    operation.accesses.extend_from_slice(depend);
    operation.region = Some(launch::start(launch, args, &operation.bound, &kernel_after)?);
    for (i, name) in out {
        operation.copy_out(variables[i].as_ref().map(|variable| variable.lent), i, name);
    }
    Ok(operation)
}

impl Pending {
    /// Gives a variable its memory on the device, and begins to fill it after the commands of `after`. What ends the access.
    fn bind(
        &mut self,
        launch: &Launch<'_>,
        (number, arg): (usize, &Arg<'_>),
        variable: &Variable<'_>,
        after: &[&Event],
        copies: usize,
    ) -> Result<Until, Failure> {
        let lent = variable.lent;
        let present = variable.present.as_ref();
        let slice = |storage: &Arc<_>, offset| Bound::Slice { storage: Arc::clone(storage), offset };
        let bound = present.map_or(Bound::Nothing, |present| slice(&present.storage, present.offset));
        self.bound.push(bound);
        match lent.using {
            Use::Value => return Ok(Until::Kernel),
            Use::Reduction => {
                let of = launch.region.reductions.iter().find(|of| usize::from(of.var) == number);
                let Some(op) = of.map(|of| of.op) else { unreachable!("`{}` is reduced", arg.name) };
                self.reductions.push(Reduced { op, ty: arg.ty, lent: *lent, variable: number });
                return Ok(Until::Completion);
            }
            Use::Map(_) if present.is_some() => return Ok(Until::Kernel),
            Use::Map(_) => {}
        }
        // SAFETY: the variable is lent until the operation is complete, which waits for the memory; what writes the variable
        // conflicts with our access, and so is in `after`.
        let storage = Arc::new(unsafe { lent::send(launch.device, arg, lent, after) }?);
        self.bound[number] = slice(&storage, 0);
        self.memory.push(Settled(storage));
        Ok(if variable.copies().1 { Until::Copy(copies) } else { Until::Arrival(self.memory.len() - 1) })
    }

    /// Begins to copy the values of a variable to the host, after the kernel.
    ///
    /// # Panics
    /// If that fails: the device has the only copy.
    #[track_caller]
    fn copy_out(&mut self, lent: Option<&Lent>, number: usize, name: &'static str) {
        let (Some(lent), Some(region)) = (lent, &self.region) else { return };
        let Some((storage, offset)) = self.bound[number].storage() else { return };
        storage.name_command();
        let copy = self.device.context().and_then(|context| {
            // SAFETY: the variable is lent exclusively until the operation is complete, which waits for the copy before it lets
            // go of the memory. What else uses the variable is before our access, which the kernel waited for, or waits
            // for this event. The kernel alone writes the memory.
            unsafe {
                let to = lent.pointer.as_ptr();
                context.start_read(storage.buffer(), offset, to, lent.bytes, &[region.event()])
            }
        });
        match copy {
            Ok(event) => self.copies.extend(event.map(|event| Copy { event, name })),
            Err(error) => panic!(
                "{}: the values of `{name}` could not be copied from the device: {}",
                self.place,
                Failure::from(error)
            ),
        }
    }
}
