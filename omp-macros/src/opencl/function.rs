//! `declare target` on a function. Beside it, in the namespace of types, goes a companion of the same name: whatever path
//! names the function names what describes it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, format_ident, quote, quote_spanned};
use syn::{FnArg, GenericParam, ItemFn, Pat, ReturnType, Type, spanned::Spanned as _, visit_mut::VisitMut};

use super::{
    builder::{Builder, LocalKind},
    capture::Captures,
    code::{Code, Stmts, at, line_and_column, number, option},
    pattern::{bound, plain},
};
use crate::{
    error,
    report::{Errors, Extent},
    sharing::scope::Scopes,
};

/// A parameter, by the name that the companion has for it.
struct Param<'a> {
    name: Ident,
    pat: &'a Pat,
    ty: &'a Type,
}

pub(super) fn declare(item: &ItemFn, errors: &mut Errors) -> TokenStream {
    if !check(item, errors) {
        return TokenStream::new();
    }
    let mut builder = Builder::new(Scopes::default(), &[], Captures::default(), errors);
    builder.function = Some(item.sig.ident.clone());
    let params = params(item);
    let body = builder.function_body(item, &params);
    if builder.failed() {
        return TokenStream::new();
    }
    let description = description(&builder, item, &params, &body);
    companion(item, &params, &description)
}

/// Whether the signature is one that a device can have.
fn check(item: &ItemFn, errors: &mut Errors) -> bool {
    let (sig, mut good) = (&item.sig, true);
    let mut reject = |rule: error::Rule, place: Extent, text: &str| {
        errors.push(rule.at(place, &[text]));
        good = false;
    };
    if let Some(token) = &sig.asyncness {
        reject(error::DECLARE_QUALIFIER, token.span().into(), "async");
    }
    if let Some(abi) = &sig.abi {
        reject(error::DECLARE_QUALIFIER, Extent::of(abi), "extern");
    }
    if let syn::Safety::Unsafe(token) = &sig.safety {
        reject(error::DECLARE_QUALIFIER, token.span().into(), "unsafe");
    }
    if let ReturnType::Type(_, ty) = &sig.output
        && matches!(**ty, Type::Reference(_) | Type::ImplTrait(_) | Type::Never(_))
    {
        reject(error::DECLARE_OUTPUT, Extent::of(ty), "");
    }
    for input in &sig.inputs {
        match input {
            FnArg::Receiver(receiver) => reject(error::DECLARE_METHOD, receiver.self_token.span().into(), ""),
            FnArg::Typed(arg) => match &*arg.ty {
                Type::Reference(ty) if ty.mutability.is_some() => {
                    reject(error::DECLARE_MUT_REFERENCE, Extent::of(ty), "");
                }
                Type::ImplTrait(ty) => reject(error::DECLARE_IMPL_TRAIT, Extent::of(ty), ""),
                _ => {}
            },
        }
    }
    good
}

fn params(item: &ItemFn) -> Vec<Param<'_>> {
    let typed = item.sig.inputs.iter().filter_map(|arg| match arg {
        FnArg::Typed(arg) => Some(arg),
        FnArg::Receiver(_) => None,
    });
    typed
        .enumerate()
        .map(|(n, arg)| Param {
            name: format_ident!("__omp_p{n}", span = Span::mixed_site()),
            pat: &arg.pat,
            ty: &arg.ty,
        })
        .collect()
}

impl Builder<'_> {
    /// The output's cell, whose slot is the first, and the body.
    fn function_body(&mut self, item: &ItemFn, params: &[Param<'_>]) -> (TokenStream, Code) {
        let output = self.slot(item.sig.output.span());
        let mut out = Stmts::default();
        let mut patterns = Vec::new();
        for param in params {
            patterns.extend(self.parameter(param, &mut out));
        }
        for (pat, value) in patterns {
            self.bind(pat, None, value, LocalKind::Value, &mut out);
        }
        let body = self.stmts(&item.block.stmts, returns_value(&item.sig.output));
        (self.cell(output), after_parameters(out, body, output, returns_value(&item.sig.output)))
    }

    /// Declares a parameter. One that is a pattern is to be taken apart when all have their numbers.
    fn parameter<'p>(&mut self, param: &Param<'p>, out: &mut Stmts) -> Option<(&'p Pat, Code)> {
        let (kind, given) = (kind_of(param.ty), &param.name);
        if let Some(name) = plain(param.pat) {
            let local = self.declare(&name.ident, name.mutability.is_some(), kind);
            let (ident, cell) = (&name.ident, &local.cell);
            let bind = bound(cell, &quote!(#ident), kind);
            out.probe.extend(quote!(let #name = #given; #bind));
            return None;
        }
        let local = self.unnamed(param.pat.span(), "parts", false, kind);
        out.probe.extend(bound(&local.cell, &quote!(#given), kind));
        let id = number(local.id);
        Some((param.pat, Code::new(quote!(__omp_ir::Expr::Var(#id)), quote!(#given))))
    }
}

/// The body behind the statements that take parameters apart: a scope around its own.
fn after_parameters(mut out: Stmts, body: Code, output: usize, wanted: bool) -> Code {
    let Code { ir, probe } = body;
    if out.ir.is_empty() {
        let before = out.probe;
        return Code::new(ir, quote!({ #before #probe }));
    }
    let slot = number(output);
    let slot = option(wanted.then(|| quote!(#slot)));
    let block = quote!(__omp_ir::Expr::Block(&#ir, #slot));
    if wanted {
        return out.block(Some(Code::new(block, probe)));
    }
    out.push(quote!(__omp_ir::Stmt::Expr(#block)), probe);
    out.block(None)
}

fn returns_value(output: &ReturnType) -> bool {
    match output {
        ReturnType::Default => false,
        ReturnType::Type(_, ty) => !matches!(&**ty, Type::Tuple(tuple) if tuple.elems.is_empty()),
    }
}

/// What a parameter holds, as its type is written.
fn kind_of(ty: &Type) -> LocalKind {
    match ty {
        Type::Reference(ty) if matches!(*ty.elem, Type::Slice(_)) => LocalKind::Slice,
        Type::Reference(_) => LocalKind::Reference,
        _ => LocalKind::Value,
    }
}

/// The body of `describe`.
fn description(
    builder: &Builder<'_>,
    item: &ItemFn,
    params: &[Param<'_>],
    (output, body): &(TokenStream, Code),
) -> TokenStream {
    let (name, line) = (item.sig.ident.to_string(), number(line_and_column(item.sig.ident.span()).0));
    let (code, count, ir) = (builder.code(&[]), number(params.len()), &body.ir);
    let (cells, types, calls) = (builder.cells(), builder.types(), builder.functions());
    let (known, probe) = (builder.known_types(), &body.probe);
    let consts = &builder.consts;
    let returns = match &item.sig.output {
        ReturnType::Default => quote!(()),
        ReturnType::Type(_, ty) => ty.to_token_stream(),
    };
    let (names, tys): (Vec<_>, Vec<_>) =
        params.iter().map(|param| (&param.name, without_lifetimes(param.ty))).unzip();
    let span = at(item.sig.output.span());
    let probe = quote_spanned! {span=>
        let __omp_probe = |#(#names: #tys),*| -> #returns {
            #known
            let __omp_value: #returns = #probe;
            #output.scalar(&__omp_value);
            __omp_value
        };
    };
    quote! {
        use ::ferromp::__private::device::ir as __omp_ir;
        static __OMP_FUNCTION: __omp_ir::Function = __omp_ir::Function {
            name: #name,
            file: ::core::file!(),
            line: #line,
            code: #code,
            params: #count,
            output: 0,
            body: &#ir,
        };
        #cells
        #probe
        ::ferromp::__private::device::Description {
            ir: &__OMP_FUNCTION,
            types: ::std::vec![#types],
            calls: ::std::vec![#calls],
            consts: ::std::vec![#(::ferromp::__private::device::constant(&#consts)),*],
        }
    }
}

/// Lifetimes are the parameters of a call, and what describes the function is none.
fn without_lifetimes(ty: &Type) -> Type {
    struct Without;
    impl VisitMut for Without {
        fn visit_type_reference_mut(&mut self, ty: &mut syn::TypeReference) {
            ty.lifetime = None;
            syn::visit_mut::visit_type_reference_mut(self, ty);
        }
    }
    let mut ty = ty.clone();
    Without.visit_type_mut(&mut ty);
    ty
}

/// The type that stands for the function, and its two traits' worth of functions.
fn companion(item: &ItemFn, params: &[Param<'_>], description: &TokenStream) -> TokenStream {
    let (vis, name, sig) = (&item.vis, &item.sig.ident, &item.sig);
    let generics = Generics::of(item);
    let Generics { declared, arguments, bounded, conditions, marker, lifetimes, turbofish } = &generics;
    let (names, tys): (Vec<_>, Vec<_>) = params.iter().map(|param| (&param.name, param.ty)).unzip();
    let output = &sig.output;
    let span = at(name.span());
    let device = quote!(::ferromp::__private::device);
    quote_spanned! {span=>
        #[doc(hidden)]
        #[allow(non_camel_case_types, dead_code, reason = "the name is that of the function")]
        #vis struct #name #declared { __omp_marker: ::core::marker::PhantomData<fn() -> (#(#marker,)*)> }

        #[allow(
            dead_code, unused, clippy::all, clippy::pedantic, clippy::nursery, clippy::restriction,
            reason = "a copy of the function for its types: its lints are given there"
        )]
        const _: () = {
            impl #bounded #name #arguments #conditions {
                #[doc(hidden)]
                pub fn __omp_device() -> Self {
                    Self { __omp_marker: ::core::marker::PhantomData }
                }

                #[doc(hidden)]
                pub fn call #lifetimes (self, #(#names: #tys),*) #output {
                    #name #turbofish (#(#names),*)
                }
            }

            impl #bounded #device::DeviceFunction for #name #arguments #conditions {
                fn describe() -> #device::Description {
                    #description
                }
            }
        };
    }
}

/// The generics of a function as its companion has them: without lifetimes, which belong to a call.
struct Generics {
    declared: TokenStream,
    arguments: TokenStream,
    bounded: TokenStream,
    conditions: TokenStream,
    marker: Vec<Ident>,
    lifetimes: TokenStream,
    turbofish: TokenStream,
}

impl Generics {
    fn of(item: &ItemFn) -> Self {
        let (mut declared, mut arguments, mut bounded) = (Vec::new(), Vec::new(), Vec::new());
        let (mut lifetimes, mut marker, mut needs) = (Vec::new(), Vec::new(), Vec::new());
        for param in &item.sig.generics.params {
            match param {
                GenericParam::Lifetime(param) => lifetimes.push(quote!(#param)),
                GenericParam::Type(param) => {
                    let name = &param.ident;
                    declared.push(quote!(#name));
                    arguments.push(quote!(#name));
                    bounded.push(quote!(#param));
                    marker.push(name.clone());
                    needs.push(quote!(#name: ::ferromp::__private::device::DeviceValue + 'static));
                }
                GenericParam::Const(param) => {
                    let (name, ty) = (&param.ident, &param.ty);
                    declared.push(quote!(const #name: #ty));
                    arguments.push(quote!(#name));
                    bounded.push(quote!(const #name: #ty));
                }
            }
        }
        let given = item.sig.generics.where_clause.iter().flat_map(|clause| &clause.predicates);
        let conditions: Vec<TokenStream> = given.map(|predicate| quote!(#predicate)).chain(needs).collect();
        let list = |list: Vec<TokenStream>| if list.is_empty() { quote!() } else { quote!(<#(#list),*>) };
        let turbofish = if arguments.is_empty() { quote!() } else { quote!(::<#(#arguments),*>) };
        Self {
            declared: list(declared),
            arguments: list(arguments),
            bounded: list(bounded),
            conditions: if conditions.is_empty() { quote!() } else { quote!(where #(#conditions),*) },
            marker,
            lifetimes: list(lifetimes),
            turbofish,
        }
    }
}
