//! The programs of this process: one for each device, region, set of types and set of proofs.

use std::{
    collections::HashMap,
    ptr,
    sync::{Arc, Mutex, RwLock},
};

use super::Launch;
use crate::{
    device::{
        codegen::{FunctionRef, Indexed, Options, Param, Program, Proven, generate},
        devices::DeviceKind,
        failure::Failure,
        ir::{Kernel as HandWritten, VarId, VarKind},
        opencl,
        types::Type,
    },
    sync::global::lock,
};

/// A program that is ready to be launched.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) program: opencl::Program,
    pub(super) kernel: String,
    pub(super) params: Vec<Param>,
    /// The file of each function that a fault may name.
    pub(super) files: Vec<&'static str>,
    /// The arrays that are indexed with a check, by where that is.
    pub(super) arrays: Vec<Indexed>,
}

/// What a program was generated from, besides the region.
#[derive(Debug)]
struct Key {
    types: Box<[&'static Type]>,
    calls: Box<[FunctionRef]>,
    sectioned: Box<[bool]>,
    rest: Rest,
}

/// The part of a key that is compared by value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Rest {
    proven: Proven,
    local: usize,
    unit_steps: bool,
}

/// What building a program came to: a program that cannot be built is not tried again.
type Outcome = Result<Arc<Ready>, Failure>;

/// The programs of a device, by the address of the region: a static, which no other takes the place of.
#[derive(Debug, Default)]
pub(crate) struct Programs {
    by_region: RwLock<HashMap<usize, Vec<(Key, Outcome)>>>,
    /// Held while a program is built, so that threads that want the same wait for it.
    building: Mutex<()>,
}

/// Calls are equal if the functions that describe them are: see [`FunctionRef`].
fn same_calls(a: &[FunctionRef], b: &[FunctionRef]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| ptr::fn_addr_eq(a.describe, b.describe))
}

fn same_types(a: &[&'static Type], b: &[&'static Type]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.same(b))
}

impl Programs {
    fn get(&self, launch: &Launch<'_>, sectioned: &[bool], rest: Rest) -> Option<Outcome> {
        let programs = self.by_region.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (_, outcome) = programs.get(&ptr::from_ref(launch.region).addr())?.iter().find(|(key, _)| {
            key.rest == rest
                && *key.sectioned == *sectioned
                && same_types(&key.types, launch.types)
                && same_calls(&key.calls, launch.calls)
        })?;
        Some(outcome.clone())
    }

    fn put(&self, launch: &Launch<'_>, sectioned: &[bool], rest: Rest, outcome: Outcome) {
        let key =
            Key { types: launch.types.into(), calls: launch.calls.into(), sectioned: sectioned.into(), rest };
        let mut programs = self.by_region.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        programs.entry(ptr::from_ref(launch.region).addr()).or_default().push((key, outcome));
    }
}

/// The program of a launch, built if it is the first of its kind.
pub(super) fn find(launch: &Launch<'_>, local: usize, sectioned: &[bool], proven: Proven) -> Outcome {
    let programs = &launch.device.data.programs;
    let rest = Rest { proven, local, unit_steps: launch.loops.iter().all(|level| level.step == 1) };
    if let Some(outcome) = programs.get(launch, sectioned, rest) {
        return outcome;
    }
    let _building = lock(&programs.building);
    if let Some(outcome) = programs.get(launch, sectioned, rest) {
        return outcome;
    }
    let outcome = build(launch, sectioned, rest).map(Arc::new);
    programs.put(launch, sectioned, rest, outcome.clone());
    outcome
}

fn build(launch: &Launch<'_>, sectioned: &[bool], rest: Rest) -> Result<Ready, Failure> {
    let region = launch.region;
    let generated = match &region.kernel {
        Some(kernel) => hand_written(launch, kernel, sectioned)?,
        None => translate(launch, sectioned, rest)?,
    };
    let Program { source, kernel, params, build_options, files, arrays } = generated;
    super::dump::dump(launch, &source);
    let context = launch.device.context()?;
    let program = context.build(&source, build_options).map_err(|error| {
        let Failure { reason, log } = error.into();
        let what = region.kernel.as_ref().map_or("the translation of the region", |kernel| kernel.path);
        Failure { reason: format!("{what}: {reason}"), log }
    })?;
    Ok(Ready { program, kernel, params, files, arrays })
}

fn translate(launch: &Launch<'_>, sectioned: &[bool], rest: Rest) -> Result<Program, Failure> {
    let device = launch.device;
    let options = Options {
        fp64: device.fp64(),
        int64_atomics: device.int64_atomics(),
        correct_f32: device.correct_f32(),
        cpu: device.kind() == DeviceKind::Cpu,
        local_size: rest.local,
        unit_steps: rest.unit_steps,
        sectioned,
        proven: rest.proven,
    };
    let unsupported = |why| Failure::new(format!("the region has no translation for this device: {why}"));
    generate(launch.region, launch.types, launch.calls, &options).map_err(unsupported)
}

/// A kernel of the program's own takes the variables that it lists, and finds a whole array behind a pointer.
fn hand_written(launch: &Launch<'_>, kernel: &HandWritten, sectioned: &[bool]) -> Result<Program, Failure> {
    let param = |&var: &VarId| {
        let reduction = launch.region.reductions.iter().position(|reduction| reduction.var == var);
        let described = &launch.region.code.vars[usize::from(var)];
        match (reduction, described.kind) {
            (Some(k), _) => Ok(Param::Partials(k as u8)),
            (None, VarKind::Value) => Ok(Param::Value(var)),
            (None, _) if sectioned[usize::from(var)] => Err(Failure::new(format!(
                "{} takes `{}` as a whole, and only a part of it is mapped, or it is a part of what is",
                kernel.path, described.name,
            ))),
            (None, _) => Ok(Param::Buffer(var)),
        }
    };
    Ok(Program {
        source: kernel.source.into(),
        kernel: kernel.name.into(),
        params: kernel.arguments.iter().map(param).collect::<Result<_, _>>()?,
        build_options: "",
        files: Vec::new(),
        arrays: Vec::new(),
    })
}
