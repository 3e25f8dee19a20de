//! A region's kernel: its parameters, and the loop that spreads iterations over work-items.

use super::{
    FunctionRef, Options, Param, Program,
    body::{Binding, Body, Exit, Mode, Source, Threads},
    module::{Module, Result},
    names::ascii,
    slices::{Section, Slice, Space},
    text::Lines,
    uses,
};
use crate::device::{
    ir::{Region, Shape, VarId, VarKind},
    types::Type,
};

/// A parameter of the kernel: what the launch passes, its declaration, and the name in it.
pub(super) struct Declared {
    param: Param,
    text: String,
    name: String,
}

pub(super) fn generate(
    region: &Region,
    types: &[&'static Type],
    calls: &[FunctionRef],
    options: &Options<'_>,
) -> Result<Program> {
    let mut module = Module::new(options);
    let block = match &region.shape {
        Shape::Loop { body, .. } | Shape::Block { body, .. } => *body,
    };
    let source = Source {
        code: &region.code,
        types,
        calls,
        consts: &[],
        file: region.file,
        line: region.line,
        written: uses::written(block, region.code.vars),
    };
    let exit = Exit::Goto("omp_done".into());
    let mut body = Body::new(&mut module, source, exit, Threads::of_region(region));
    body.proven = options.proven;
    let kernel = format!("omp_{}_l{}", ascii(region.function), region.line);
    let mut params = body.captured(region)?;
    body.reduction_copies(region)?;
    match &region.shape {
        Shape::Loop { nest, body: block, .. } => {
            body.loop_nest(nest, block, region.reductions, &mut params)?;
        }
        Shape::Block { body: block, .. } => body.team_block(block, region)?,
    }
    body.partials(region, &mut params)?;
    params.push(integer(Param::DeviceNum, "omp_device"));
    if body.may_fail {
        params.push(Declared {
            param: Param::Faults,
            text: "__global uint *omp_faults".into(),
            name: "omp_faults".into(),
        });
    }
    let mut locals = std::mem::take(&mut body.locals);
    if body.calls_failing {
        locals.line("bool omp_failed = false;");
    }
    let text = locals.finish() + &std::mem::take(&mut body.out).finish();
    params.retain(|param| param.is_used(&text));
    let mut source = module.prelude(region);
    source.push_str(&signature(region, &kernel, &params, options.local_size));
    let source = format!("{source}{{\n{}}}\n", text.trim_start_matches('\n'));
    Ok(Program {
        source,
        kernel,
        params: params.into_iter().map(|param| param.param).collect(),
        build_options: if options.correct_f32 { "-cl-fp32-correctly-rounded-divide-sqrt" } else { "" },
        files: module.files,
        arrays: module.arrays,
    })
}

impl Declared {
    /// A kernel takes no more than it uses; the buffers show what it is about.
    fn is_used(&self, text: &str) -> bool {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let mut found = text.match_indices(&self.name);
        found
            .any(|(at, name)| !text[at + name.len()..].starts_with(is_part) && !text[..at].ends_with(is_part))
    }
}

fn signature(region: &Region, kernel: &str, params: &[Declared], local_size: usize) -> String {
    let mut lines = Lines::default();
    lines.line(format_args!("// fn {}, {}:{}", region.function, region.file, region.line));
    lines.line(format_args!("__kernel __attribute__((reqd_work_group_size({local_size}, 1, 1)))"));
    lines.line(format_args!("void {kernel}("));
    lines.deepen();
    for (k, param) in params.iter().enumerate() {
        let comma = if k + 1 < params.len() { "," } else { "" };
        lines.line(format_args!("{}{comma}", param.text));
    }
    lines.finish().trim_end().to_owned() + ")\n"
}

impl Threads {
    /// Of the work-items of a region.
    fn of_region(region: &Region) -> Self {
        let of = |team: &str, teams: &str, thread: &str, threads: &str, level: &str| Self {
            team: team.into(),
            teams: teams.into(),
            thread: thread.into(),
            threads: threads.into(),
            level: level.into(),
            device: "omp_device".into(),
        };
        match &region.shape {
            Shape::Loop { single_threads: true, .. } => {
                of("get_global_id(0)", "get_global_size(0)", "0UL", "1UL", "0UL")
            }
            Shape::Loop { .. } => {
                of("get_group_id(0)", "get_num_groups(0)", "get_local_id(0)", "get_local_size(0)", "1UL")
            }
            // Which of both a block has is decided by what is in it.
            Shape::Block { .. } => of("get_group_id(0)", "get_num_groups(0)", "0UL", "1UL", "0UL"),
        }
    }
}

impl Body<'_, '_> {
    /// The parameters for captured variables, and their bindings.
    fn captured(&mut self, region: &Region) -> Result<Vec<Declared>> {
        let mut params = Vec::new();
        for var in 0..region.captured {
            if region.reductions.iter().any(|reduction| reduction.var == var) {
                continue;
            }
            let sectioned = self.module.options.sectioned.get(usize::from(var)).copied().unwrap_or(false);
            match self.code.vars[usize::from(var)].kind {
                VarKind::Value => params.push(self.captured_value(var)?),
                VarKind::Mapped => params.extend(self.captured_scalar(var, sectioned)?),
                VarKind::Slice => params.extend(self.captured_slice(var, sectioned)?),
            }
        }
        Ok(params)
    }

    fn captured_value(&mut self, var: VarId) -> Result<Declared> {
        let ty = self.var_type(var);
        let (of, memory) = (self.module.type_name(ty)?, self.module.memory_name(ty)?);
        if ty.size() > LARGEST_VALUE {
            return self
                .refuse(format!("`{}` is too large to be passed by value: map it", self.var_name(var)));
        }
        let name = self.bind_private(var);
        let mut param = name.clone();
        if self.written[usize::from(var)] {
            param = self.names.fresh("p_", self.var_name(var));
            self.out.line(format_args!("{of} {name} = {param};"));
        }
        Ok(Declared { param: Param::Value(var), text: format!("const {memory} {param}"), name: param })
    }

    fn captured_scalar(&mut self, var: VarId, sectioned: bool) -> Result<Vec<Declared>> {
        let ty = self.module.memory_name(self.var_type(var))?;
        let name = self.name(var);
        let text = format!("__global {ty} *restrict {name}");
        let mut params = vec![Declared { param: Param::Buffer(var), text, name: name.clone() }];
        let mut place = format!("(*{name})");
        if sectioned {
            let shift = self.names.fresh(&format!("{name}_"), "shift");
            place = format!("{name}[{shift}]");
            params.push(integer(Param::Shift(var), &shift));
        }
        self.bind(var, Binding::Value { place, space: Space::Global, fixed: false });
        Ok(params)
    }

    fn captured_slice(&mut self, var: VarId, sectioned: bool) -> Result<Vec<Declared>> {
        let element = self.var_type(var);
        let of = self.module.memory_name(element)?;
        let pointer = self.name(var);
        let mut companion = |suffix: &str| self.names.fresh(&format!("{pointer}_"), suffix);
        let len = companion("len");
        let section = sectioned.then(|| Section {
            array: self.code.vars[usize::from(var)].name,
            lo: companion("lo"),
            count: companion("count"),
            shift: companion("shift"),
        });
        let written = self.written[usize::from(var)];
        let constant = if written { "" } else { "const " };
        let text = format!("{constant}__global {of} *restrict {pointer}");
        let mut params = vec![
            Declared { param: Param::Buffer(var), text, name: pointer.clone() },
            integer(Param::Len(var), &len),
        ];
        if let Some(section) = &section {
            params.push(integer(Param::Lo(var), &section.lo));
            params.push(integer(Param::Count(var), &section.count));
            params.push(integer(Param::Shift(var), &section.shift));
        }
        self.bind(
            var,
            Binding::Slice(Slice { space: Space::Global, element, pointer, len, written, section }),
        );
        Ok(params)
    }

    /// Each work-item's copies of the reduction variables.
    fn reduction_copies(&mut self, region: &Region) -> Result<()> {
        for reduction in region.reductions {
            if self.is_slice(reduction.var) {
                return self.refuse(format!(
                    "a reduction of the slice `{}`: its length is not part of its type",
                    self.var_name(reduction.var)
                ));
            }
            let ty = self.var_type(reduction.var);
            let of = self.module.type_name(ty)?;
            self.written[usize::from(reduction.var)] = true;
            let name = self.bind_private(reduction.var);
            self.out.line(format_args!("{of} {name};"));
            self.start_copy(&name, reduction.op, ty)?;
        }
        Ok(())
    }

    /// One value of each work-group goes to the host.
    fn partials(&mut self, region: &Region, params: &mut Vec<Declared>) -> Result<()> {
        if self.exit_used {
            self.out.label("omp_done");
        }
        let group = "get_group_id(0)";
        for (k, reduction) in region.reductions.iter().enumerate() {
            let ty = self.var_type(reduction.var);
            let copy = self.place_of(reduction.var);
            let of = self.module.memory_name(ty)?;
            let name = format!("omp_partials{k}");
            let mut store = |body: &mut Self, path: &str, total: &str| {
                body.out.line(format_args!("{name}[{group}]{path} = {total};"));
            };
            if self.mode == Mode::Team {
                // The team's copy is in local memory.
                self.team_partial(&copy, ty, &mut store)?;
            } else {
                self.combine_group(&copy, (reduction.op, ty), Some("get_local_id(0)"), &mut store)?;
            }
            let text = format!("__global {of} *restrict {name}");
            params.push(Declared { param: Param::Partials(k as u8), text, name });
        }
        Ok(())
    }
}

/// A kernel argument of 64 bits. Steps may be negative: they wrap.
pub(super) fn integer(param: Param, name: &str) -> Declared {
    Declared { param, text: format!("const ulong {name}"), name: name.into() }
}

/// OpenCL promises 1024 bytes of arguments.
const LARGEST_VALUE: usize = 512;
