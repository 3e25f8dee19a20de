//! The call that launches.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote, quote_spanned};
use syn::{Attribute, Expr, Ident, Stmt, visit::Visit};

use super::{
    super::{
        Lowerer,
        looping::OwnPart,
        tokens::{self, body_stmts, here},
    },
    args::Listed,
    rules::written_scalars,
};
use crate::{
    opencl::{self, KernelIn, OwnArray, Role, ShapeIn},
    sharing::{
        access::Accesses, affine::pure, collect::collapse, nest::Nest, place::PlaceKey, scope::bindings,
        slots::Slots, walk::walk_stmt,
    },
    syntax::{self, Clause, ClauseKind, Directive, Kind, TargetKind, TeamsKind},
};

/// A target construct that has passed the checks.
pub(super) struct Offload<'a> {
    pub(super) directive: &'a Directive,
    /// As the host has it: with its clauses' values under names.
    pub(super) host: &'a Directive,
    pub(super) kind: TargetKind,
    pub(super) listed: &'a [Listed],
    /// What holds the section of each, if it has one.
    pub(super) sections: &'a [Option<Ident>],
    pub(super) accesses: &'a Accesses,
    pub(super) own: &'a [OwnPart],
    pub(super) slots: &'a [Slots],
}

impl Lowerer<'_> {
    /// Binds `__omp_done`: whether a device has done the work.
    pub(super) fn launch(&mut self, offload: &Offload<'_>, expr: &Expr) -> Option<TokenStream> {
        let Offload { directive, kind, .. } = *offload;
        let nest = if kind.is_loop() { Nest::parse(expr, collapse(&directive.clauses)) } else { None };
        let stmts = match kind {
            TargetKind::Parallel => vec![parallel(offload.directive, expr)],
            _ => body_stmts(expr),
        };
        let shape = match &nest {
            Some(nest) => {
                let single_threads = kind == TargetKind::Teams(TeamsKind::Distribute);
                ShapeIn::Loop { nest, league: kind.league(), single_threads }
            }
            None => ShapeIn::Block { stmts: &stmts, league: kind.league() },
        };
        let clauses = self.roles(offload);
        let own = offload.own.iter().map(own_array).collect();
        let kernel = self.kernel(directive);
        let target = opencl::Target {
            scopes: &self.scopes,
            function: self.function.clone(),
            span: directive.span,
            shape,
            clauses,
            own,
            slots: offload.slots.to_vec(),
            kernel,
        };
        let built = opencl::build(&target, self.errors)?;
        let args: Vec<TokenStream> =
            built.captured.iter().map(|captured| self.captured_arg(captured, offload)).collect();
        let ranges: Vec<TokenStream> = match &nest {
            Some(nest) => nest.levels.iter().map(|level| self.level_space(&level.range)).collect(),
            None => Vec::new(),
        };
        let request = self.request(offload, &stmts);
        let opencl::Built { region, cells, probe, types, calls, .. } = built;
        let probe = self.probe(&probe);
        let (span, rt) = (here(directive.span), quote!(::ferromp::__private::device));
        let offloads = quote_spanned!(span=> __omp_target.offloads());
        let mut sections = TokenStream::new();
        let deferral = self.deferral(directive, &mut sections);
        // The parentheses, too: where they are is where a panic is placed.
        let run = quote_spanned! {span=>
            __omp_target #deferral.run(#types, #calls, &[#(#rt::range(&#ranges)),*], &mut [#(#args),*])
        };
        Some(quote! {
            static __OMP_REGION: #rt::ir::Region = #region;
            #cells
            #probe
            #request
            let __omp_done = #offloads && { #sections #run };
        })
    }

    /// The probe with the names that the variables have where we are.
    fn probe(&mut self, probe: &TokenStream) -> TokenStream {
        if self.substitutes.is_empty() {
            return probe.clone();
        }
        let (scopes, substitutes) = (self.scopes.clone(), self.substitutes.len());
        let mut probe = tokens::stmts(probe);
        let views = self.host_views(&self.all_lent(), &|name| tokens::mentions(&probe, name));
        for stmt in &mut probe {
            walk_stmt(self, stmt);
        }
        self.scopes = scopes;
        self.substitutes.truncate(substitutes);
        if views.is_empty() { quote!(#(#probe)*) } else { quote!(if false { #views #(#probe)* }) }
    }

    /// Where to run and how many, in `__omp_target`.
    fn request(&mut self, offload: &Offload<'_>, stmts: &[Stmt]) -> TokenStream {
        let span = here(offload.directive.span);
        let new = quote_spanned!(span=> ::ferromp::__private::device::Target::new);
        let mut request = quote!(#new(&__OMP_REGION));
        let host = |clause: &&Clause| {
            matches!(clause.kind, ClauseKind::NumThreads(_) | ClauseKind::ThreadLimit(_) | ClauseKind::If(_))
        };
        let rest = offload.directive.clauses.iter().filter(|clause| !host(clause));
        for clause in offload.host.clauses.iter().filter(host).chain(rest) {
            let (method, value) = match &clause.kind {
                ClauseKind::NumThreads(e) => ("num_threads", e),
                ClauseKind::ThreadLimit(e) => ("thread_limit", e),
                ClauseKind::NumTeams(e) => ("num_teams", e),
                ClauseKind::Device(e) => ("device", e),
                ClauseKind::If(e) | ClauseKind::IfTarget(e) => ("condition", e),
                _ => continue,
            };
            let (span, value) = (here(clause.span), self.clause_expr(value));
            let method = syn::Ident::new(method, span);
            request.extend(quote_spanned!(span=> .#method(#value)));
        }
        if matches!(offload.kind, TargetKind::Block | TargetKind::Teams(TeamsKind::Block)) {
            request.extend(self.threads_inside(stmts));
        }
        quote!(let mut __omp_target = #request;)
    }

    /// How many threads the regions in a block ask for.
    fn threads_inside(&mut self, stmts: &[Stmt]) -> TokenStream {
        let counts = thread_counts(stmts);
        let open = counts.iter().any(Option::is_none);
        let counts = counts.into_iter().flatten().map(|count| {
            let count = self.clause_expr(&count);
            quote!(::ferromp::__private::int(#count))
        });
        let most = counts.reduce(|most, count| quote!(::core::cmp::max(#most, #count)));
        match most {
            None => TokenStream::new(),
            Some(most) if open => quote!(.some_threads(#most)),
            Some(most) => quote!(.num_threads(#most)),
        }
    }

    /// What the clauses say of variables.
    fn roles(&self, offload: &Offload<'_>) -> Vec<opencl::Listed> {
        let mut roles = Vec::new();
        let mut add = |key: Option<PlaceKey>, role: Role| {
            roles.extend(key.map(|key| opencl::Listed { key, role }));
        };
        for clause in &offload.directive.clauses {
            let role = match &clause.kind {
                ClauseKind::Private(_) if offload.kind == TargetKind::Parallel => continue,
                ClauseKind::Private(_) => Role::Private,
                ClauseKind::Firstprivate(_) => Role::Firstprivate,
                ClauseKind::Reduction { op, .. } => Role::Reduction(*op),
                ClauseKind::IsDevicePtr(_) => Role::DevicePtr,
                _ => continue,
            };
            clause.kind.places().iter().for_each(|place| add(self.key_of(place), role));
        }
        let reduced = |listed: &&Listed| {
            let reductions =
                offload.directive.clauses.iter().filter(|c| matches!(c.kind, ClauseKind::Reduction { .. }));
            !reductions.flat_map(|c| c.kind.places()).any(|place| *place == listed.place)
        };
        // A reduction variable is mapped by its clause.
        for listed in offload.listed.iter().filter(reduced) {
            add(Some(listed.key.clone()), Role::Map { section: listed.section.is_some() });
        }
        // Others are in a clause, or `defaultmap` maps them: `check_target` has seen to it.
        for (key, _) in written_scalars(offload.listed, offload.accesses) {
            add(Some(key), Role::Map { section: false });
        }
        roles
    }

    fn kernel(&self, directive: &Directive) -> Option<KernelIn> {
        let kernel = directive.clauses.iter().find_map(|clause| match &clause.kind {
            ClauseKind::Kernel(kernel) => Some(kernel),
            _ => None,
        })?;
        let path = &kernel.path;
        let span = path.span();
        Some(KernelIn {
            source: quote_spanned! {span=>
                ::core::include_str!(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/", #path))
            },
            path: path.value(),
            name: kernel.name.to_string(),
            word: kernel.name.span(),
            arguments: kernel.arguments.iter().filter_map(|place| self.key_of(place)).collect(),
        })
    }
}

fn own_array(part: &OwnPart) -> OwnArray {
    OwnArray { key: part.key.clone(), partition: part.partition.clone(), of_threads: false }
}

/// `target parallel` as the `parallel` that it holds.
fn parallel(directive: &Directive, expr: &Expr) -> Stmt {
    let mut clauses = TokenStream::new();
    for clause in &directive.clauses {
        let span = clause.span;
        clauses.extend(match &clause.kind {
            ClauseKind::NumThreads(e) => quote_spanned!(span=> num_threads(#e)),
            ClauseKind::Private(places) => quote_spanned!(span=> private(#(#places),*)),
            ClauseKind::Firstprivate(places) => quote_spanned!(span=> firstprivate(#(#places),*)),
            ClauseKind::Reduction { op, places } => {
                let op: TokenStream = op.symbol().parse().expect("an operator");
                quote_spanned!(span=> reduction(#op: #(#places),*))
            }
            _ => continue,
        });
    }
    let span = directive.span;
    let attr: Attribute = syn::parse_quote_spanned!(span=> #[omp(parallel #clauses)]);
    let stmts = body_stmts(expr);
    syn::parse_quote!(#attr { #(#stmts)* })
}

/// The `num_threads` of each region in a block, if it has one that can be evaluated outside.
fn thread_counts(stmts: &[Stmt]) -> Vec<Option<Expr>> {
    struct Counts {
        /// Names that something in the block binds.
        bound: Vec<String>,
        found: Vec<Option<Expr>>,
    }
    impl<'ast> Visit<'ast> for Counts {
        fn visit_pat(&mut self, pat: &'ast syn::Pat) {
            self.bound.extend(bindings(pat).into_iter().map(|(name, _)| name.to_string()));
        }
        fn visit_attribute(&mut self, attr: &'ast Attribute) {
            for directive in syntax::directives(std::slice::from_ref(attr)).unwrap_or_default() {
                let forks =
                    matches!(directive.kind, Kind::Parallel | Kind::ParallelFor | Kind::DistributeFor);
                let count = directive.clauses.iter().find_map(|clause| match &clause.kind {
                    ClauseKind::NumThreads(count) => Some(count.clone()),
                    _ => None,
                });
                if forks {
                    self.found.push(count);
                }
            }
        }
        fn visit_item(&mut self, _: &'ast syn::Item) {}
    }
    let mut counts = Counts { bound: Vec::new(), found: Vec::new() };
    for stmt in stmts {
        counts.visit_stmt(stmt);
    }
    let Counts { bound, found } = counts;
    let outside = |count: &Expr| {
        let names = count.to_token_stream().into_iter().map(|token| token.to_string());
        pure(count) && names.into_iter().all(|name| !bound.contains(&name))
    };
    found.into_iter().map(|count| count.filter(outside)).collect()
}
