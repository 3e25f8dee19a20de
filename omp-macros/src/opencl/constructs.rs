//! Constructs inside of a region.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, Ident, Pat};

use super::{
    OwnArray,
    builder::{Builder, LocalKind, Owned},
    capture::Use,
    code::{Code, Stmts, at, number, option},
    region::{LoopNest, reduction},
};
use crate::{
    error,
    lower::body_stmts,
    sharing::{
        access::Accesses,
        collect::{collapse, collect_loop, collect_region, has_nowait},
        nest::Nest,
        partition::partition,
        region::{check, has_slot},
        scope::VarId,
        slots::Slots,
    },
    syntax::{Clause, ClauseKind, Directive, Kind, Place},
};

/// What the clauses of an inner construct come to.
#[derive(Default)]
struct Clauses {
    num_threads: Option<Code>,
    condition: Option<Code>,
    filter: Option<Code>,
    reductions: Vec<TokenStream>,
}

/// A construct's own copies of variables.
#[derive(Default)]
struct Privates {
    ir: Vec<TokenStream>,
    probe: TokenStream,
}

impl Builder<'_> {
    /// A construct that is a statement.
    pub(super) fn construct(&mut self, directive: &Directive, body: &Expr, out: &mut Stmts) {
        if self.function.is_some() {
            self.refuse(error::DEVICE_FUNCTION_CONSTRUCT, directive.span, &[directive.name]);
            return;
        }
        let over = match directive.kind {
            Kind::Atomic(kind) => return self.atomic(kind, directive.span, body, None, out),
            Kind::For => quote!(Threads),
            Kind::ParallelFor => quote!(Parallel),
            Kind::Distribute => quote!(Teams),
            Kind::DistributeFor => quote!(TeamsParallel),
            Kind::Parallel => return self.parallel(directive, body, out),
            Kind::Single | Kind::Masked => return self.one_thread(directive, body, out),
            _ => {
                self.refuse(error::DEVICE_CONSTRUCT, directive.span, &[directive.name]);
                return;
            }
        };
        self.shared_loop(directive, &over, body, out);
    }

    /// `omp!(barrier);`
    pub(super) fn standalone(&mut self, directive: &Directive, out: &mut Stmts) {
        if directive.kind == Kind::Barrier {
            out.push(quote!(__omp_ir::Stmt::Construct(__omp_ir::Construct::Barrier)), TokenStream::new());
        } else {
            self.refuse(error::DEVICE_CONSTRUCT, directive.span, &[directive.name]);
        }
    }

    /// `let v = #[omp(atomic read)] x;`
    pub(super) fn construct_value(&mut self, directive: &Directive, body: &Expr, pat: &Pat, out: &mut Stmts) {
        match &directive.kind {
            Kind::Atomic(kind) => self.atomic(*kind, directive.span, body, Some(pat), out),
            _ => {
                self.refuse(error::DEVICE_CONSTRUCT_VALUE, directive.span, &[directive.name]);
            }
        }
    }

    fn parallel(&mut self, directive: &Directive, body: &Expr, out: &mut Stmts) {
        let clauses = self.clauses(directive);
        let (mark, slots) = (self.scopes.mark(), self.thread_rows.len());
        self.threads_share(collect_region(&self.scopes, &directive.clauses, &body_stmts(body)));
        let privates = self.copies(&directive.clauses);
        let Code { ir, probe } = self.as_block(body, false);
        self.scopes.release(mark);
        self.thread_rows.truncate(slots);
        let (num_threads, before) = parts(clauses.num_threads);
        let (condition, also) = parts(clauses.condition);
        let (reductions, private, copies) = (clauses.reductions, privates.ir, privates.probe);
        out.push(
            quote! {
                __omp_ir::Stmt::Construct(__omp_ir::Construct::Parallel {
                    num_threads: #num_threads, condition: #condition, body: &#ir, private: &[#(#private),*],
                    reductions: &[#(#reductions),*],
                })
            },
            quote!({ #before #also #copies #probe }),
        );
    }

    fn one_thread(&mut self, directive: &Directive, body: &Expr, out: &mut Stmts) {
        let clauses = self.clauses(directive);
        let mark = self.scopes.mark();
        let mut stmts = Stmts::default();
        self.start(&directive.clauses, &mut stmts);
        let body = self.as_block(body, false);
        self.scopes.release(mark);
        let (inner, probe) = (body.ir, body.probe);
        stmts.push(
            quote!(__omp_ir::Stmt::Expr(__omp_ir::Expr::Block(&#inner, ::core::option::Option::None))),
            probe,
        );
        let Code { ir, probe } = stmts.block(None);
        let (filter, before) = parts(clauses.filter);
        let construct = if directive.kind == Kind::Single {
            let nowait = has_nowait(&directive.clauses);
            quote!(Single { body: &#ir, nowait: #nowait })
        } else {
            quote!(Masked { filter: #filter, body: &#ir })
        };
        out.push(
            quote!(__omp_ir::Stmt::Construct(__omp_ir::Construct::#construct)),
            quote!({ #before #probe }),
        );
    }

    /// A loop whose iterations are shared out.
    fn shared_loop(&mut self, directive: &Directive, over: &TokenStream, expr: &Expr, out: &mut Stmts) {
        let clauses = self.clauses(directive);
        let Some(nest) = Nest::parse(expr, collapse(&directive.clauses)) else { return };
        let ranges: Option<Vec<Code>> = nest.levels.iter().map(|level| self.range(&level.range)).collect();
        let Some(ranges) = ranges else { return };
        let (ranges, probes): (Vec<_>, Vec<_>) = ranges.into_iter().map(|code| (code.ir, code.probe)).unzip();
        let own = self.own_arrays(directive, expr);
        let (agreed, asked) = self.agreed(&own);
        let (mark, slots) = (self.scopes.mark(), self.thread_rows.len());
        if directive.kind == Kind::ParallelFor {
            self.threads_share(collect_loop(&self.scopes, self.scopes.boundary(), directive, expr));
        }
        let privates = self.copies(&directive.clauses);
        let LoopNest { vars, body, probe } =
            self.nest(&nest, &probes, |_, _| {}, |vars| owned(own, vars, &nest));
        self.scopes.release(mark);
        self.thread_rows.truncate(slots);
        let (num_threads, before) = parts(clauses.num_threads);
        let (_, also) = parts(clauses.condition);
        let (reductions, private, copies) = (clauses.reductions, privates.ir, privates.probe);
        let nowait = has_nowait(&directive.clauses);
        out.push(
            quote! {
                __omp_ir::Stmt::Construct(__omp_ir::Construct::Loop {
                    over: __omp_ir::Over::#over, nest: &[#((#vars, #ranges)),*], body: &#body,
                    num_threads: #num_threads, nowait: #nowait, agreed: &[#(#agreed),*],
                    private: &[#(#private),*], reductions: &[#(#reductions),*],
                })
            },
            quote!({ #before #also #asked #copies #probe }),
        );
    }

    /// The arrays from outside that the iterations of an inner loop divide.
    fn own_arrays(&self, directive: &Directive, expr: &Expr) -> Vec<OwnArray> {
        let accesses = collect_loop(&self.scopes, self.boundary, directive, expr);
        let mut found: Vec<OwnArray> = Vec::new();
        for access in accesses.list.iter().filter(|access| access.touch.writes()) {
            let known = found.iter().any(|own| own.key == access.key);
            let Some(loop_) = access.context.loop_.as_ref().filter(|_| !known) else { continue };
            let list: Vec<_> = accesses
                .list
                .iter()
                .filter(|a| a.key.overlaps(&access.key) && a.context.guards.is_empty() && !a.context.atomic)
                .collect();
            if let Ok(partition) = partition(&list, loop_, &accesses.assigned) {
                let has_rows = self.thread_rows.iter().any(|slots| slots.key == access.key);
                let of_threads = has_rows && list.iter().all(|a| has_slot(a));
                found.push(OwnArray { key: access.key.clone(), partition, of_threads });
            }
        }
        found
    }

    /// Takes note of the arrays in which the threads of a region that starts here have rows of their own.
    fn threads_share(&mut self, accesses: Accesses) {
        let region = self.scopes.boundary();
        // Races are the host version's to report.
        if let Ok(plan) = check(accesses) {
            self.thread_rows.extend(Slots::of(&plan, region));
        }
    }

    fn clauses(&mut self, directive: &Directive) -> Clauses {
        let mut clauses = Clauses::default();
        for clause in &directive.clauses {
            match &clause.kind {
                ClauseKind::NumThreads(e) => clauses.num_threads = Some(self.expr(e)),
                ClauseKind::If(e) => clauses.condition = Some(self.expr(e)),
                ClauseKind::Filter(e) => clauses.filter = Some(self.expr(e)),
                ClauseKind::Reduction { op, places } => {
                    for place in places {
                        if let Some(var) = self.variable(place, true) {
                            clauses.reductions.push(reduction(var, *op));
                        }
                    }
                }
                ClauseKind::Lastprivate(_) | ClauseKind::Copyprivate(_) => {
                    self.refuse(error::DEVICE_CLAUSE, clause.span, &[clause.kind.name()]);
                }
                _ => {}
            }
        }
        clauses
    }

    /// The number of a variable that a clause lists.
    fn variable(&mut self, place: &Place, written: bool) -> Option<usize> {
        if let Some((_, local)) = self.local(&place.base)
            && place.fields.is_empty()
        {
            return Some(local.id);
        }
        let expr: Expr = syn::parse_quote!(#place);
        let capture = self.capture_for(&expr)?;
        let n = self.capture(capture, Use::Value);
        if written {
            self.captures.list[n].written.get_or_insert(place.span());
        }
        Some(n)
    }

    /// `private` and `firstprivate`: variables for each thread, which the names mean from here on.
    fn copies(&mut self, clauses: &[Clause]) -> Privates {
        let mut privates = Privates::default();
        for clause in clauses {
            let (ClauseKind::Private(places) | ClauseKind::Firstprivate(places)) = &clause.kind else {
                continue;
            };
            let first = matches!(clause.kind, ClauseKind::Firstprivate(_));
            for place in places {
                if !place.fields.is_empty() {
                    self.refuse(error::DEVICE_PRIVATE_FIELD, place.span(), &[&place.to_string()]);
                    continue;
                }
                let (id, original, probe) = self.copy(&place.base, first);
                let original = option(original);
                privates.ir.push(quote!(__omp_ir::Private { var: #id, original: #original }));
                privates.probe.extend(probe);
            }
        }
        privates
    }

    /// One copy: its number, the original's if it starts with its value, and its declaration in the probe.
    fn copy(&mut self, name: &Ident, first: bool) -> (TokenStream, Option<TokenStream>, TokenStream) {
        let place = Place { base: name.clone(), fields: Vec::new() };
        let original = if first { self.variable(&place, false) } else { None };
        let outer = self.local(name);
        let declared = match (&outer, first) {
            (_, true) => {
                let span = at(name.span());
                quote::quote_spanned!(span=> let mut #name = #name;)
            }
            (Some(_), false) => quote!(let mut #name;),
            (None, false) => match self.scopes.lookup(name) {
                Some(var) => self.private_in_probe(name, var),
                None => quote!(),
            },
        };
        let kind = if first { LocalKind::Value } else { LocalKind::Deferred };
        let local = self.declare(name, true, kind);
        let (id, cell) = (number(local.id), &local.cell);
        let mut bind = if first { quote!(#cell.scalar(&#name);) } else { quote!() };
        if let (Some((_, outer)), false) = (outer, first) {
            // Both cells are of one type: that of the variable outside, whose name is gone.
            let outer = outer.cell;
            bind = quote!(let _ = [&#outer, &#cell];);
        }
        (
            quote!(#id),
            original.map(|n| {
                let n = number(n);
                quote!(#n)
            }),
            quote!(#declared #bind),
        )
    }

    /// The same where there is one thread: as statements.
    fn start(&mut self, clauses: &[Clause], out: &mut Stmts) {
        for clause in clauses {
            let (ClauseKind::Private(places) | ClauseKind::Firstprivate(places)) = &clause.kind else {
                continue;
            };
            let first = matches!(clause.kind, ClauseKind::Firstprivate(_));
            for place in places.iter().filter(|place| place.fields.is_empty()) {
                let (id, original, probe) = self.copy(&place.base, first);
                let value = option(original.map(|original| quote!(__omp_ir::Expr::Var(#original))));
                out.push(quote!(__omp_ir::Stmt::Let(#id, #value)), probe);
            }
        }
    }
}

fn owned(own: Vec<OwnArray>, vars: &[VarId], nest: &Nest) -> Vec<Owned> {
    let starts: Vec<Expr> = nest.levels.iter().filter_map(|level| start_of(&level.range)).cloned().collect();
    let stepped = nest.levels.iter().any(|level| is_stepped(&level.range));
    own.into_iter()
        .map(|array| Owned { array, loop_vars: vars.to_vec(), starts: Some(starts.clone()), stepped })
        .collect()
}

/// The start of a range, reversed and stepped perhaps.
fn start_of(range: &Expr) -> Option<&Expr> {
    match range {
        Expr::Range(range) => range.start.as_deref(),
        Expr::MethodCall(call) => start_of(&call.receiver),
        Expr::Paren(paren) => start_of(&paren.expr),
        Expr::Group(group) => start_of(&group.expr),
        _ => None,
    }
}

fn is_stepped(range: &Expr) -> bool {
    match range {
        Expr::MethodCall(call) => call.method == "step_by" || is_stepped(&call.receiver),
        Expr::Paren(paren) => is_stepped(&paren.expr),
        Expr::Group(group) => is_stepped(&group.expr),
        _ => false,
    }
}

/// A clause's expression: in the tree, and as a statement of the probe.
fn parts(code: Option<Code>) -> (TokenStream, TokenStream) {
    let (ir, probe) = code.map(|code| (code.ir, code.probe)).unzip();
    (option(ir), probe.map_or_else(TokenStream::new, |probe| quote!(let _ = #probe;)))
}
