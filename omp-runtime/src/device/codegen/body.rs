//! The translation of one function or region: its variables, and where its checks lead.

use super::{
    FunctionRef, Proven, Unsupported,
    module::{Module, Result, unsupported},
    names::Names,
    slices::{Slice, Space},
    team::Reach,
    text::{Lines, Value},
    uses::Count,
};
use crate::device::{
    ir::{Code, Site, TypeSlot, VarId, VarKind},
    types::Type,
};

/// What a variable is in C.
#[derive(Clone, Debug)]
pub(super) enum Binding {
    /// A scalar, struct, tuple or array: an expression for its place.
    Value {
        place: String,
        space: Space,
        fixed: bool,
    },
    Slice(Slice),
}

/// Where a failed check goes on.
#[derive(Clone, Debug)]
pub(super) enum Exit {
    /// To a label in the same function.
    Goto(String),
    /// Out of a `declare target` function, with this value.
    Return(String),
}

/// The threads that execute a piece of code, as C expressions of type `ulong`.
#[derive(Clone, Debug)]
#[allow(clippy::struct_field_names, reason = "the team's threads are called so")]
pub(super) struct Threads {
    pub(super) team: String,
    pub(super) teams: String,
    pub(super) thread: String,
    pub(super) threads: String,
    /// Nested parallel regions.
    pub(super) level: String,
    /// The device's number.
    pub(super) device: String,
}

/// Who executes the statements that are being translated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mode {
    /// One work-item, without others to wait for.
    Serial,
    /// Work-item 0, for its team.
    Team,
    /// The threads of a team.
    Parallel,
}

/// In place of the label of a loop whose iterations are spread: the tree does not have it.
pub(super) const ITERATION: &str = "an iteration";

/// A loop around the statement, for `break` and `continue` with a label.
pub(super) struct Around {
    pub(super) label: Option<&'static str>,
    pub(super) name: String,
    /// Of a loop that a team walks through together: says, in local memory, whether an iteration is left (1) or the loop (2).
    pub(super) flag: Option<String>,
    pub(super) broken: bool,
    pub(super) continued: bool,
}

#[allow(clippy::struct_excessive_bools, reason = "what the translation has met so far: independent facts")]
pub(super) struct Body<'b, 'o> {
    pub(super) module: &'b mut Module<'o>,
    pub(super) code: &'b Code,
    pub(super) types: &'b [&'static Type],
    pub(super) calls: &'b [FunctionRef],
    pub(super) consts: &'b [Box<[u8]>],
    pub(super) proven: Proven,
    /// The number of the file, for the faults buffer.
    pub(super) file: usize,
    pub(super) line: u32,
    pub(super) out: Lines,
    pub(super) names: Names,
    pub(super) bindings: Vec<Option<Binding>>,
    /// By variable: it is assigned to, or its elements are.
    pub(super) written: Vec<bool>,
    pub(super) exit: Exit,
    pub(super) exit_used: bool,
    pub(super) may_fail: bool,
    /// It calls functions with checks.
    pub(super) calls_failing: bool,
    pub(super) asks_place: bool,
    /// Counts the statements that change something.
    pub(super) effects: usize,
    pub(super) around: Vec<Around>,
    pub(super) threads: Threads,
    /// `__local` variables, declared at the start of the kernel.
    pub(super) locals: Lines,
    pub(super) local_names: Vec<String>,
    /// Variables that a region of shape `Block` has declared further out than their `let`.
    pub(super) hoisted: Vec<bool>,
    /// By variable: who has its value.
    pub(super) reach: Vec<Reach>,
    /// Somewhere threads go on while others are still in a loop that they share.
    pub(super) unawaited: bool,
    pub(super) mode: Mode,
    /// When a work-item executes a piece; `None`: always.
    pub(super) active: Option<String>,
    /// Conditions of the uniform control flow around a piece. The barriers in it are met whether they hold or not.
    pub(super) taken: Vec<String>,
    /// Reduction variables of which there is an array: see `lanes.rs`.
    pub(super) lanes: Vec<(VarId, String)>,
    /// How often the region refers to each variable.
    pub(super) totals: Count,
}

/// What [`Body::new`] needs beside the module.
pub(super) struct Source<'b> {
    pub(super) code: &'b Code,
    pub(super) types: &'b [&'static Type],
    pub(super) calls: &'b [FunctionRef],
    pub(super) consts: &'b [Box<[u8]>],
    pub(super) file: &'static str,
    pub(super) line: u32,
    pub(super) written: Vec<VarId>,
}

impl<'b, 'o> Body<'b, 'o> {
    pub(super) fn new(module: &'b mut Module<'o>, source: Source<'b>, exit: Exit, threads: Threads) -> Self {
        let count = source.code.vars.len();
        let file = module.file(source.file);
        let mut written = vec![false; count];
        for (written, var) in written.iter_mut().zip(source.code.vars) {
            *written = var.mutable && var.kind == VarKind::Value;
        }
        for var in source.written {
            written[usize::from(var)] = true;
        }
        let mut out = Lines::default();
        out.deepen();
        let mut locals = Lines::default();
        locals.deepen();
        Self {
            module,
            code: source.code,
            types: source.types,
            calls: source.calls,
            consts: source.consts,
            proven: Proven::default(),
            file,
            line: source.line,
            out,
            names: Names::default(),
            bindings: vec![None; count],
            written,
            exit,
            exit_used: false,
            may_fail: false,
            calls_failing: false,
            asks_place: false,
            effects: 0,
            around: Vec::new(),
            threads,
            locals,
            local_names: Vec::new(),
            hoisted: vec![false; count],
            reach: vec![Reach::Thread; count],
            unawaited: false,
            mode: Mode::Serial,
            active: None,
            taken: Vec::new(),
            lanes: Vec::new(),
            totals: Count::default(),
        }
    }

    pub(super) fn ty(&self, slot: TypeSlot) -> &'static Type {
        self.types[usize::from(slot)]
    }

    pub(super) fn var_type(&self, var: VarId) -> &'static Type {
        self.ty(self.code.vars[usize::from(var)].ty)
    }

    pub(super) fn is_slice(&self, var: VarId) -> bool {
        self.code.vars[usize::from(var)].kind == VarKind::Slice
    }

    pub(super) fn binding(&self, var: VarId) -> &Binding {
        let binding = &self.bindings[usize::from(var)];
        binding.as_ref().unwrap_or_else(|| panic!("`{}` is used before its `let`", self.var_name(var)))
    }

    pub(super) fn bind(&mut self, var: VarId, binding: Binding) {
        self.bindings[usize::from(var)] = Some(binding);
    }

    pub(super) fn var_name(&self, var: VarId) -> &'static str {
        self.code.vars[usize::from(var)].name
    }

    /// A C name for a variable.
    pub(super) fn name(&mut self, var: VarId) -> String {
        let name = self.var_name(var);
        self.names.fresh("v_", name)
    }

    /// A C name for something that the source has no name for.
    pub(super) fn own_name(&mut self, name: &str) -> String {
        self.names.fresh("omp_", name)
    }

    /// Binds a value that lies in private memory under its own name, which it returns.
    pub(super) fn bind_private(&mut self, var: VarId) -> String {
        let name = self.name(var);
        let fixed = !self.written[usize::from(var)];
        self.bind(var, Binding::Value { place: name.clone(), space: Space::Private, fixed });
        name
    }

    /// A temporary with the value, unless it can be written twice and stays what it is.
    pub(super) fn pinned(&mut self, value: Value) -> Result<Value> {
        if value.fixed {
            return Ok(value);
        }
        let name = self.own_name("t");
        let ty = self.module.type_name(value.ty)?;
        self.out.line(format_args!("const {ty} {name} = {};", value.text));
        Ok(Value::fixed(name, value.ty))
    }

    /// A statement that records the fault and leaves, if the condition holds.
    pub(super) fn check(
        &mut self,
        failed: &str,
        kind: super::FaultKind,
        site: Site,
        value: &str,
        limit: &str,
    ) {
        self.check_range(failed, kind, site, value, ("0", limit));
    }

    /// The same, of a value that was to be in a range.
    pub(super) fn check_range(
        &mut self,
        failed: &str,
        kind: super::FaultKind,
        site: Site,
        value: &str,
        (first, limit): (&str, &str),
    ) {
        self.may_fail = true;
        let leave = self.leave();
        let Site { line, column } = site;
        let (kind, file) = (kind as u32, self.file);
        self.out.open(format_args!("if ({failed})"));
        self.out.line(format_args!(
            "omp_fault(omp_faults, {kind}, {file}, {line}, {column}, {value}, {first}, {limit});"
        ));
        if matches!(self.exit, Exit::Return(_)) {
            self.out.line("*omp_failed = true;");
        }
        self.out.line(leave);
        self.out.close();
    }

    /// The statement that leaves after a fault.
    pub(super) fn leave(&mut self) -> String {
        self.exit_used = true;
        match &self.exit {
            Exit::Goto(label) => format!("goto {label};"),
            Exit::Return(value) if value.is_empty() => "return;".into(),
            Exit::Return(value) => format!("return {value};"),
        }
    }

    pub(super) fn refuse<T>(&self, reason: impl Into<String>) -> Result<T> {
        Err(Unsupported { line: self.line, ..unsupported(reason) })
    }

    /// The lines that `emit` writes, one level deeper, apart from those around them.
    pub(super) fn apart<T>(&mut self, emit: impl FnOnce(&mut Self) -> Result<T>) -> Result<(Lines, T)> {
        let nested = self.out.nested();
        let outer = std::mem::replace(&mut self.out, nested);
        let result = emit(self);
        let lines = std::mem::replace(&mut self.out, outer);
        Ok((lines, result?))
    }
}
