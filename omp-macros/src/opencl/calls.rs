//! Calls: of numeric methods, of routines, of `declare target` functions.

use quote::{ToTokens as _, quote, quote_spanned};
use syn::{Expr, ExprCall, ExprMethodCall, ExprPath, spanned::Spanned as _};

use super::{
    builder::{Builder, function_name},
    code::{Code, at, number, site},
    methods::{CONVERSIONS, METHODS, PRIMITIVES, instead},
    places::unparen,
};
use crate::{error, report::Extent};

/// The routines that a device has, and their names in the tree.
const ROUTINES: &[(&str, &str)] = &[
    ("omp_get_team_num", "TeamNum"),
    ("omp_get_num_teams", "NumTeams"),
    ("omp_get_thread_num", "ThreadNum"),
    ("omp_get_num_threads", "NumThreads"),
    ("omp_get_max_threads", "MaxThreads"),
    ("omp_get_thread_limit", "ThreadLimit"),
    ("omp_is_initial_device", "IsInitialDevice"),
    ("omp_get_device_num", "DeviceNum"),
    ("omp_in_parallel", "InParallel"),
    ("omp_get_level", "Level"),
];

impl Builder<'_> {
    pub(super) fn method_call(&mut self, call: &ExprMethodCall) -> Code {
        let name = call.method.to_string();
        if matches!(name.as_str(), "len" | "is_empty") && call.args.is_empty() {
            return self.length(call);
        }
        if name == "clone" && call.args.is_empty() {
            let Code { ir, probe } = self.expr(&call.receiver);
            let (dot, method) = (&call.dot_token, &call.method);
            return Code::new(ir, quote!(#probe #dot #method()));
        }
        if name == "into" && call.args.is_empty() {
            // Between the types of a device, only conversions that keep the value exist as `Into`.
            let Code { ir, probe } = self.expr(&call.receiver);
            let (dot, method) = (&call.dot_token, &call.method);
            let (slot, probe) = self.typed(&quote!(#probe #dot #method()), method.span());
            return Code::new(quote!(__omp_ir::Expr::Cast(&#ir, #slot)), probe);
        }
        if !METHODS.contains(&name.as_str()) {
            // `i32::try_from(x).unwrap()`: the conversion is what has no translation.
            if let Expr::Call(made) = unparen(&call.receiver)
                && matches!(unparen(&made.func), Expr::Path(path) if path.path.segments.last().is_some_and(|s| s.ident == "try_from"))
            {
                return self.expr(&call.receiver);
            }
            return self.refuse(error::DEVICE_METHOD, call.method.span(), &[&name, &instead(&name)]);
        }
        let receiver = self.expr(&call.receiver);
        let (args, probes) = self.exprs(&call.args);
        let (this, probe, site) = (receiver.ir, receiver.probe, site(call.method.span()));
        let (dot, method, turbofish) = (&call.dot_token, &call.method, &call.turbofish);
        Code::new(
            quote!(__omp_ir::Expr::Method(&#this, #name, &[#(#args),*], #site)),
            quote!(#probe #dot #method #turbofish (#(#probes),*)),
        )
    }

    fn length(&mut self, call: &ExprMethodCall) -> Code {
        let Code { ir, probe } = self.elements(&call.receiver);
        let (dot, method) = (&call.dot_token, &call.method);
        let mut ir = quote!(__omp_ir::Expr::Len(&#ir));
        if call.method == "is_empty" {
            let (zero, site) = (self.usize_literal(0), site(call.method.span()));
            ir = quote!(__omp_ir::Expr::Binary(__omp_ir::BinaryOp::Eq, &#ir, &#zero, #site));
        }
        Code::new(ir, quote!(#probe #dot #method()))
    }

    pub(super) fn call(&mut self, call: &ExprCall) -> Code {
        let Expr::Path(path) = unparen(&call.func) else {
            return self.refuse(error::DEVICE_CALL, Extent::of(&call.func), &[]);
        };
        let Some(last) = path.path.segments.last() else { return Code::refused() };
        let name = last.ident.to_string();
        if let Some((_, routine)) = ROUTINES.iter().find(|(routine, _)| *routine == name)
            && call.args.is_empty()
        {
            let routine = syn::Ident::new(routine, proc_macro2::Span::mixed_site());
            return Code::new(
                quote!(__omp_ir::Expr::Routine(__omp_ir::Routine::#routine)),
                call.to_token_stream(),
            );
        }
        if name.starts_with("omp_") {
            return self.refuse(error::DEVICE_ROUTINE, last.ident.span(), &[&name]);
        }
        if let Some(primitive) = primitive(path) {
            return self.primitive_call(call, &name, &primitive);
        }
        if is_comparison(path) {
            return self.primitive_call(call, &name, "cmp");
        }
        self.function_call(call, path, &name)
    }

    /// `f64::sqrt(x)`, `f64::from(x)`
    fn primitive_call(&mut self, call: &ExprCall, name: &str, primitive: &str) -> Code {
        let path = format!("{primitive}::{name}");
        let conversion = CONVERSIONS.contains(&path.as_str());
        let (args, probes) = self.exprs(&call.args);
        let (func, span) = (&call.func, call.func.span());
        let probe = quote!(#func(#(#probes),*));
        match args.split_first() {
            // Only conversions that keep the value exist as `From`.
            Some((value, [])) if name == "from" => {
                let (slot, probe) = self.typed(&probe, span);
                Code::new(quote!(__omp_ir::Expr::Cast(&#value, #slot)), probe)
            }
            Some((this, args)) if conversion || METHODS.contains(&name) => {
                let (name, site) = (if conversion { &path } else { name }, site(span));
                Code::new(quote!(__omp_ir::Expr::Method(&#this, #name, &[#(#args),*], #site)), probe)
            }
            _ => self.refuse(error::DEVICE_METHOD, Extent::of(func), &[&path, &instead(name)]),
        }
    }

    /// A function of the program. Its companion, of the same path, is a type that knows its translation.
    fn function_call(&mut self, call: &ExprCall, path: &ExprPath, name: &str) -> Code {
        if let Some(help) = self.no_function(path, name) {
            let text = path.to_token_stream().to_string().replace(' ', "");
            return self.refuse(error::DEVICE_FUNCTION, Extent::of(path), &[&text, &help]);
        }
        let (args, probes) = self.exprs(&call.args);
        let span = path.span();
        let n = self.call_slot(span);
        let (cell, companion, id) = (function_name(n, at(span)), &path.path, number(n));
        Code::new(
            quote!(__omp_ir::Expr::Call(#id, &[#(#args),*])),
            quote_spanned!(span=> #cell.of(#companion::__omp_device()).call(#(#probes),*)),
        )
    }

    /// Why a path names no `declare target` function, as far as it shows.
    fn no_function(&self, path: &ExprPath, name: &str) -> Option<String> {
        let upper = |text: &str| text.starts_with(|c: char| c.is_ascii_uppercase());
        let segments = &path.path.segments;
        if matches!(name, "Some" | "None" | "Ok" | "Err") {
            return Some(
                "a device has no `Option` or `Result`: compute the value with a condition".to_owned(),
            );
        }
        if upper(name) {
            return Some(format!("write a struct with named fields: `{name} {{ x: .. }}`"));
        }
        let of_type = segments.len() > 1 && upper(&segments[segments.len() - 2].ident.to_string());
        if path.qself.is_some() || of_type {
            return Some(
                "write a free function with `#[omp(declare target)]`, with `self` as a parameter".to_owned(),
            );
        }
        if path.path.get_ident().is_some_and(|name| self.scopes.lookup(name).is_some()) {
            return Some(
                "write a free function with `#[omp(declare target)]` instead of the closure".to_owned(),
            );
        }
        let recursive = self.function.as_ref().is_some_and(|function| path.path.is_ident(function));
        recursive.then(|| "a device has no stack for it: write a loop".to_owned())
    }
}

/// `std::cmp::max(a, b)`
fn is_comparison(path: &ExprPath) -> bool {
    let names: Vec<String> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    matches!(names.iter().map(String::as_str).collect::<Vec<_>>()[..], [.., "cmp", "min" | "max"])
}

/// The primitive type that a path is a function of.
fn primitive(path: &ExprPath) -> Option<String> {
    let segments = &path.path.segments;
    let name = segments.get(segments.len().checked_sub(2)?)?.ident.to_string();
    PRIMITIVES.contains(&name.as_str()).then_some(name)
}
