//! A target region as a whole.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Expr, Stmt, spanned::Spanned as _};

use super::{
    Built, CapturedKind, CapturedVar, KernelIn, Role, ShapeIn, Target,
    builder::{Builder, LocalKind, Owned},
    capture::{Capture, Captures},
    code::{Code, Stmts, at, jump, label, line_and_column, number, option},
    control::LoopVariable,
};
use crate::{
    error,
    report::{Errors, Extent},
    sharing::{
        nest::Nest,
        place::PlaceKey,
        scope::{Scopes, VarId},
    },
    syntax::ReductionOp,
};

pub(super) fn build(target: &Target<'_>, errors: &mut Errors) -> Option<Built> {
    let captures = find_captures(target);
    let mut builder = Builder::new(target.scopes.clone(), &target.clauses, captures, errors);
    builder.check_private();
    let shape = shape(&mut builder, target);
    if builder.failed() {
        return None;
    }
    let captured = captured(&builder);
    let (types, calls) = (builder.types(), builder.functions());
    Some(Built {
        region: region(&builder, target, &captured, &shape.ir),
        cells: builder.cells(),
        probe: probe(&builder, &captured, &shape.probe),
        types: quote!(&[#types]),
        calls: quote!(&[#calls]),
        captured,
    })
}

/// The first walk.
fn find_captures(target: &Target<'_>) -> Captures {
    let mut ignored = Errors::new();
    let mut builder = Builder::new(target.scopes.clone(), &target.clauses, Captures::default(), &mut ignored);
    shape(&mut builder, target);
    for key in target.kernel.iter().flat_map(|kernel| &kernel.arguments) {
        builder.captures.find(capture_of(key, target.scopes));
    }
    builder.captures.settle()
}

fn capture_of(key: &PlaceKey, scopes: &Scopes) -> Capture {
    let text = key.text(scopes);
    let name = scopes.var(key.var).name.clone();
    let mut expr: Expr = syn::parse_quote!(#name);
    for field in &key.fields {
        let member: syn::Member = syn::parse_str(field).expect("a field's name");
        expr = syn::parse_quote!(#expr.#member);
    }
    Capture::new(Some(key.clone()), expr, text)
}

/// The region's shape, and the whole of the serial code.
fn shape(builder: &mut Builder<'_>, target: &Target<'_>) -> Code {
    match target.shape {
        ShapeIn::Loop { nest, league, single_threads } => {
            let ranges: Vec<TokenStream> = nest
                .levels
                .iter()
                .map(|l| {
                    let range = &l.range;
                    quote!(#range)
                })
                .collect();
            let own = target.own.clone();
            builder.thread_rows.clone_from(&target.slots);
            let LoopNest { vars, body, probe } =
                builder.nest(nest, &ranges, Builder::privates, |vars| own_arrays(own, vars));
            Code::new(
                quote! {
                    __omp_ir::Shape::Loop {
                        nest: &[#(#vars),*], body: &#body, league: #league, single_threads: #single_threads,
                    }
                },
                probe,
            )
        }
        ShapeIn::Block { stmts, league } => {
            let mark = builder.scopes.mark();
            let mut out = Stmts::default();
            builder.privates(&mut out);
            for stmt in stmts {
                builder.stmt(stmt, &mut out);
            }
            builder.scopes.release(mark);
            let Code { ir, probe } = out.block(None);
            Code::new(quote!(__omp_ir::Shape::Block { body: &#ir, league: #league }), probe)
        }
    }
}

fn own_arrays(own: Vec<super::OwnArray>, vars: &[VarId]) -> Vec<Owned> {
    own.into_iter()
        .map(|array| Owned { array, loop_vars: vars.to_vec(), starts: None, stepped: false })
        .collect()
}

/// A loop nest that a construct shares out.
pub(super) struct LoopNest {
    pub(super) vars: Vec<TokenStream>,
    pub(super) body: TokenStream,
    pub(super) probe: TokenStream,
}

impl Builder<'_> {
    /// `ranges` are the probe's; `start` makes what each iteration starts with.
    pub(super) fn nest(
        &mut self,
        nest: &Nest,
        ranges: &[TokenStream],
        start: impl FnOnce(&mut Self, &mut Stmts),
        own: impl FnOnce(&[VarId]) -> Vec<Owned>,
    ) -> LoopNest {
        let (mark, owned) = (self.scopes.mark(), self.owned.len());
        let mut out = Stmts::default();
        let (mut levels, mut loop_vars) = (Vec::new(), Vec::new());
        for level in &nest.levels {
            let Some(variable) = self.loop_variable(&level.pat) else { break };
            loop_vars.push(self.counter(&level.pat));
            levels.push(variable);
        }
        self.owned.extend(own(&loop_vars));
        start(self, &mut out);
        self.intervening(nest, &mut out);
        self.iteration(nest, &mut out);
        self.owned.truncate(owned);
        self.scopes.release(mark);
        let Code { ir: body, mut probe } = out.block(None);
        for (n, (level, LoopVariable { pat, bind, .. })) in nest.levels.iter().zip(&levels).enumerate().rev()
        {
            let (label, range) = (&level.label, &ranges[n]);
            probe = quote!({ #label for #pat in #range { #bind #probe } });
        }
        let vars = levels.into_iter().map(|level| level.id).map(|id| quote!(#id)).collect();
        LoopNest { vars, body, probe }
    }

    /// The body of the innermost loop. One with a label runs once in a loop of its own, which `continue` to that label
    /// leaves.
    fn iteration(&mut self, nest: &Nest, out: &mut Stmts) {
        let name = nest.levels.last().and_then(|level| level.label.as_ref()).map(|label| &label.name);
        self.shared.push((name.cloned(), 0));
        let mut inner = Stmts::default();
        for stmt in &nest.body.stmts {
            self.stmt(stmt, &mut inner);
        }
        self.shared.pop();
        let Some(name) = name else {
            out.ir.extend(inner.ir);
            out.probe.extend(inner.probe);
            return;
        };
        inner.push(jump("Break", Some(name)), TokenStream::new());
        let Code { ir, probe } = inner.block(None);
        let name = label(Some(name));
        out.push(quote!(__omp_ir::Stmt::Loop { body: &#ir, label: #name }), probe);
    }

    /// The variable that counts a loop. One that the loop does not name cannot be named by an index either.
    fn counter(&mut self, pat: &syn::Pat) -> VarId {
        let name = crate::sharing::scope::bindings(pat).into_iter().next();
        name.and_then(|(name, _)| self.scopes.lookup(&name)).unwrap_or_else(|| {
            self.scopes.declare(Ident::new("__omp_count", Span::mixed_site()), false, None)
        })
    }

    /// Code between collapsed loops may run more often than it is written (OpenMP 5.2, 4.4.1): here, once for each
    /// iteration, which only a binding does not show.
    fn intervening(&mut self, nest: &Nest, out: &mut Stmts) {
        for level in &nest.levels {
            for stmt in &level.before {
                if !matches!(stmt, Stmt::Local(_)) {
                    self.refuse(error::DEVICE_INTERVENING, Extent::of(stmt).first, &[]);
                }
                self.stmt(stmt, out);
            }
            if let Some(stmt) = level.after.first() {
                self.refuse(error::DEVICE_INTERVENING, Extent::of(stmt).first, &[]);
            }
        }
    }

    /// The region's own `private` variables.
    fn privates(&mut self, out: &mut Stmts) {
        let listed = self.listed;
        for key in
            listed.iter().filter(|l| l.role == Role::Private && l.key.fields.is_empty()).map(|l| &l.key)
        {
            let name = self.scopes.var(key.var).name.clone();
            let declared = self.private_in_probe(&name, key.var);
            let local = self.declare(&name, true, LocalKind::Deferred);
            let (id, none) = (number(local.id), option(None));
            out.push(quote!(__omp_ir::Stmt::Let(#id, #none)), declared);
        }
    }

    /// A fresh variable without a value, of the type that the one from outside has.
    pub(super) fn private_in_probe(&self, name: &Ident, outer: VarId) -> TokenStream {
        let outer = self.scopes.var(outer);
        let span = at(name.span());
        if let Some(ty) = &outer.ty {
            return quote_spanned!(span=> let mut #name: #ty;);
        }
        if outer.uninit {
            return quote_spanned!(span=> let mut #name;);
        }
        quote_spanned! {span=>
            let __omp_like = ::ferromp::__private::type_of(&#name);
            let mut #name;
            if false { #name = __omp_like.value(); }
        }
    }
}

fn captured(builder: &Builder<'_>) -> Vec<CapturedVar> {
    let one = |capture: &Capture| {
        let kind = capture.kind(builder.listed, &builder.scopes);
        CapturedVar {
            key: capture.key.clone(),
            expr: capture.borrowed(kind, &builder.scopes),
            text: capture.text.clone(),
            kind,
            role: capture.role(builder.listed),
            written: capture.written,
        }
    };
    builder.captures.list.iter().map(one).collect()
}

/// The `ir::Region`.
fn region(
    builder: &Builder<'_>,
    target: &Target<'_>,
    captured: &[CapturedVar],
    shape: &TokenStream,
) -> TokenStream {
    let vars: Vec<TokenStream> = builder
        .captures
        .list
        .iter()
        .zip(captured)
        .enumerate()
        .map(|(n, (capture, captured))| {
            let (name, ty, mutable) =
                (capture.name(), number(builder.capture_slots[n]), captured.written.is_some());
            let kind = Ident::new(&format!("{:?}", captured.kind), Span::mixed_site());
            quote!(__omp_ir::Var { name: #name, ty: #ty, kind: __omp_ir::VarKind::#kind, mutable: #mutable })
        })
        .collect();
    let (function, code, count) = (&target.function, builder.code(&vars), number(captured.len()));
    let line = number(line_and_column(target.span).0);
    let (reductions, kernel) = (reductions(captured), kernel(target.kernel.as_ref(), captured));
    quote! {{
        use ::ferromp::__private::device::ir as __omp_ir;
        __omp_ir::Region {
            function: #function,
            file: ::core::file!(),
            line: #line,
            code: #code,
            captured: #count,
            shape: #shape,
            reductions: &[#(#reductions),*],
            kernel: #kernel,
        }
    }}
}

fn reductions(captured: &[CapturedVar]) -> Vec<TokenStream> {
    let one = |(n, captured): (usize, &CapturedVar)| match captured.role {
        Some(Role::Reduction(op)) => Some(reduction(n, op)),
        _ => None,
    };
    captured.iter().enumerate().filter_map(one).collect()
}

pub(super) fn reduction(var: usize, op: ReductionOp) -> TokenStream {
    let op = match op {
        ReductionOp::Add | ReductionOp::Sub => quote!(Add),
        ReductionOp::Mul => quote!(Mul),
        ReductionOp::Min => quote!(Min),
        ReductionOp::Max => quote!(Max),
        ReductionOp::BitAnd => quote!(BitAnd),
        ReductionOp::BitOr => quote!(BitOr),
        ReductionOp::BitXor => quote!(BitXor),
        ReductionOp::LogicalAnd => quote!(LogicalAnd),
        ReductionOp::LogicalOr => quote!(LogicalOr),
    };
    let var = number(var);
    quote!(__omp_ir::Reduction { var: #var, op: __omp_ir::ReductionOp::#op })
}

fn kernel(kernel: Option<&KernelIn>, captured: &[CapturedVar]) -> TokenStream {
    option(kernel.map(|KernelIn { source, path, name, arguments, word }| {
        let arguments = arguments.iter().filter_map(|key| {
            let holds =
                |captured: &CapturedVar| captured.key.as_ref().is_some_and(|known| known.overlaps(key));
            captured.iter().position(holds).map(number)
        });
        let call = quote!(__omp_ir::Kernel::new(#source, #path, #name, &[#(#arguments),*]));
        // The user's span: a lint against `unsafe` looks past what a macro has made up.
        quote_spanned!(*word=> unsafe { #call })
    }))
}

/// The serial code, which rustc checks and nobody runs.
fn probe(builder: &Builder<'_>, captured: &[CapturedVar], body: &TokenStream) -> TokenStream {
    let known = builder.known_types();
    let captures = captured.iter().zip(&builder.capture_slots).map(|(captured, &slot)| {
        let (cell, expr) = (builder.cell(slot), &captured.expr);
        let method = if captured.kind == CapturedKind::Slice { quote!(elements) } else { quote!(scalar) };
        quote_spanned!(at(expr.span())=> #cell.#method(&#expr);)
    });
    quote! {
        #[allow(
            unused,
            arithmetic_overflow,
            unconditional_panic,
            unconditional_recursion,
            clippy::all,
            clippy::pedantic,
            clippy::nursery,
            clippy::restriction,
            reason = "the program's own code, where its lints have been given"
        )]
        if false { #known #(#captures)* #body }
    }
}
