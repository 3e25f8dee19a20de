//! `declare target` functions: one C function for each of their types and the address spaces of their slices.

use super::{
    Description, FunctionRef,
    body::{Binding, Body, Exit, Source, Threads},
    module::{Instance, Module, Result, unsupported},
    names::ascii,
    prove::prove_function,
    slices::{Slice, Space},
    text::Value,
    uses,
};
use crate::device::{
    ir::{Expr, Site, VarId, VarKind},
    types::Type,
};

/// An argument of a call.
enum Argument {
    Value(Value),
    Slice(Slice),
}

impl Body<'_, '_> {
    pub(super) fn call(&mut self, number: u16, args: &'static [Expr]) -> Result<Value> {
        let function = self.calls[usize::from(number)];
        let described = (function.describe)();
        let args = self.arguments(&described, args)?;
        let spaces = args.iter().filter_map(|arg| match arg {
            Argument::Slice(slice) => Some(slice.space),
            Argument::Value(_) => None,
        });
        let spaces: Vec<_> = spaces.collect();
        let at = self.module.instance(function, &described, spaces)?;
        let mut list = Vec::new();
        for arg in args {
            match arg {
                Argument::Value(value) if *value.ty == Type::Unit => {}
                Argument::Value(value) => list.push(value.text),
                Argument::Slice(slice) => list.extend([slice.pointer, slice.len]),
            }
        }
        self.call_instance(at, list)
    }

    /// Evaluates the arguments from left to right.
    fn arguments(&mut self, described: &Description, args: &'static [Expr]) -> Result<Vec<Argument>> {
        let mut values: Vec<Argument> = Vec::new();
        for (k, arg) in args.iter().enumerate() {
            if described.ir.code.vars[k].kind == VarKind::Slice {
                let slice = self.slice(arg)?;
                let site = Site { line: self.line, column: 0 };
                values.push(Argument::Slice(self.whole(slice, site)));
                continue;
            }
            let (at, effects) = (self.out.position(), self.effects);
            let value = self.value(arg)?;
            if self.effects != effects {
                for earlier in values.iter_mut().rev() {
                    if let Argument::Value(earlier) = earlier {
                        self.settle(std::slice::from_mut(earlier), at)?;
                    }
                }
            }
            values.push(Argument::Value(value));
        }
        Ok(values)
    }

    fn call_instance(&mut self, at: usize, mut list: Vec<String>) -> Result<Value> {
        let Instance { name, output, may_fail, asks_place, .. } = &self.module.functions[at];
        let (name, output, may_fail, asks_place) = (name.clone(), *output, *may_fail, *asks_place);
        if asks_place {
            self.asks_place = true;
            list.push(self.threads.literal());
        }
        if !may_fail {
            return Ok(Value::atom(format!("{name}({})", list.join(", ")), output));
        }
        self.may_fail = true;
        let failed = if matches!(self.exit, Exit::Goto(_)) { "&omp_failed" } else { "omp_failed" };
        list.extend(["omp_faults".into(), failed.into()]);
        let call = format!("{name}({})", list.join(", "));
        let result = if *output == Type::Unit {
            self.out.line(format_args!("{call};"));
            Value::fixed("", output)
        } else {
            self.pinned(Value::atom(call, output))?
        };
        let leave = self.leave();
        self.out.open(format_args!(
            "if ({})",
            if failed.starts_with('&') { "omp_failed" } else { "*omp_failed" }
        ));
        self.out.line(leave);
        self.out.close();
        self.calls_failing = true;
        Ok(result)
    }
}

impl Threads {
    /// All of it, as the argument of a function.
    fn literal(&self) -> String {
        let Self { team, teams, thread, threads, level, device } = self;
        format!("(omp_place){{{team}, {teams}, {thread}, {threads}, {level}, {device}}}")
    }

    /// Those of the caller, in a function.
    fn of_caller() -> Self {
        let of = |name: &str| format!("omp_here.{name}");
        Self {
            team: of("team"),
            teams: of("teams"),
            thread: of("thread"),
            threads: of("threads"),
            level: of("level"),
            device: of("device"),
        }
    }
}

impl Module<'_> {
    /// The number of the C function, which is translated when it is first asked for.
    fn instance(&mut self, function: FunctionRef, of: &Description, spaces: Vec<Space>) -> Result<usize> {
        let same = |a: fn() -> Description, b: fn() -> Description| a as usize == b as usize;
        let known = self
            .functions
            .iter()
            .position(|known| same(known.function.describe, function.describe) && known.spaces == spaces);
        if let Some(known) = known {
            return Ok(known);
        }
        if self.open.iter().any(|open| same(*open, function.describe)) {
            return Err(unsupported(format!("`{}` calls itself: OpenCL C has no recursion", of.ir.name)));
        }
        self.open.push(function.describe);
        let instance = self.translate(function, of, spaces)?;
        self.open.pop();
        self.functions.push(instance);
        Ok(self.functions.len() - 1)
    }

    fn translate(&mut self, function: FunctionRef, of: &Description, spaces: Vec<Space>) -> Result<Instance> {
        let output = of.types[usize::from(of.ir.output)];
        let nothing = if *output == Type::Unit { String::new() } else { self.zero(output)?.text };
        let source = Source {
            code: &of.ir.code,
            types: &of.types,
            calls: &of.calls,
            consts: &of.consts,
            file: of.ir.file,
            line: of.ir.line,
            written: uses::written(of.ir.body, of.ir.code.vars),
        };
        let result = self.type_name(output)?;
        let mut body = Body::new(self, source, Exit::Return(nothing), Threads::of_caller());
        body.proven = prove_function(of.ir, &of.types);
        let mut params = body.params(of.ir.params, &spaces)?;
        body.function_body(of.ir.body)?;
        let (may_fail, asks_place) = (body.may_fail, body.asks_place);
        if asks_place {
            params.push("const omp_place omp_here".into());
        }
        if may_fail {
            params.extend(["__global uint *omp_faults".into(), "bool *omp_failed".into()]);
        }
        let text = body.out.finish();
        let name = self.function_name(of.ir.name);
        let head = format!("// fn {}, {}:{}", of.ir.name, of.ir.file, of.ir.line);
        let params = if params.is_empty() { "void".into() } else { params.join(", ") };
        let text = format!("{head}\nstatic {result} {name}({params}) {{\n{text}}}\n\n");
        Ok(Instance { function, spaces, name, text, output, may_fail, asks_place })
    }

    fn function_name(&self, name: &str) -> String {
        let base = format!("f_{}", ascii(name));
        let taken = |name: &str| self.functions.iter().any(|known| known.name == name);
        let mut count = 1;
        let mut full = base.clone();
        while taken(&full) {
            count += 1;
            full = format!("{base}_{count}");
        }
        full
    }
}

impl Body<'_, '_> {
    fn params(&mut self, count: u16, spaces: &[Space]) -> Result<Vec<String>> {
        let mut spaces = spaces.iter();
        let mut params = Vec::new();
        for var in 0..count {
            let ty = self.var_type(var);
            if self.is_slice(var) {
                let space = *spaces.next().expect("a space for each slice");
                params.extend(self.slice_param(var, space)?);
            } else if *ty != Type::Unit {
                let name = self.bind_private(var);
                let constant = if self.written[usize::from(var)] { "" } else { "const " };
                params.push(format!("{constant}{} {name}", self.module.type_name(ty)?));
            }
        }
        Ok(params)
    }

    fn slice_param(&mut self, var: VarId, space: Space) -> Result<[String; 2]> {
        let element = self.var_type(var);
        let pointer = self.name(var);
        let len = self.names.fresh(&format!("{pointer}_"), "len");
        let written = self.written[usize::from(var)];
        let slice = Slice { space, element, pointer, len, written, section: None };
        let of = self.module.memory_name(element)?;
        let params =
            [format!("{}{}", slice.pointer_type(&of), slice.pointer), format!("const ulong {}", slice.len)];
        self.bind(var, Binding::Slice(slice));
        Ok(params)
    }

    fn function_body(&mut self, body: &'static crate::device::ir::Block) -> Result<()> {
        self.stmts(body.stmts)?;
        let Some(value) = &body.value else { return Ok(()) };
        let value = self.value(value)?;
        if *value.ty == Type::Unit {
            if !value.text.is_empty() {
                self.out.line(format_args!("{};", value.text));
            }
        } else {
            self.out.line(format_args!("return {};", value.text));
        }
        Ok(())
    }
}
