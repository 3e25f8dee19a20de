//! Loops: `for`, `parallel for` and `simd`.

mod fast;
mod last;
mod nest;
mod parts;
mod reduce;
mod simd;
mod space;
mod wide;

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Expr, Ident};

pub(super) use self::fast::is_sum;
pub(super) use self::parts::{OwnPart, own_parts};
use self::{
    nest::{Body, Way},
    reduce::{ReductionTarget, fits_lanes},
    space::Space,
    wide::{counts, profits},
};
use super::{Lowerer, Region, clauses::Last, region::Setup, tokens, tokens::here};
use crate::{
    sharing::{
        access::Accesses,
        collect::{collapse, collect_loop},
        nest::Nest,
        race::Race,
        region::{Plan, check},
    },
    syntax::{ClauseKind, Directive},
};

impl Lowerer<'_> {
    /// `parallel for`: one call, evaluated once, by the encountering thread.
    pub(super) fn parallel_for(&mut self, directive: &Directive, expr: &mut Expr) {
        self.check_names(directive);
        let Some(nest) = Nest::parse(expr, collapse(&directive.clauses)) else { return };
        // The loop is a region of its own.
        let start = self.scopes.boundary();
        let mut accesses = collect_loop(&self.scopes, start, directive, expr);
        self.check_default(directive, &accesses);
        let trusted = self.unsafe_shared(directive, &mut accesses);
        let plan = match check(accesses) {
            Ok(plan) => plan,
            Err(races) => return races.into_iter().for_each(|race| self.race(race)),
        };
        let fork = self.fork(directive);
        let schedule = self.schedule(directive);
        let own = own_parts(&plan);
        let written = plan.written.iter().filter(|w| !own.iter().any(|o| o.key == w.key)).collect();
        let setup = self.setup(&plan, written, trusted);
        let parts: Vec<TokenStream> = own.iter().map(|part| self.exclusive_part(part)).collect();
        let targets = self.reduction_targets(directive);
        let kind = self.space_kind(directive, &nest);
        let space = self.space(&nest);
        let tokens = self.inside(false, |l| l.combined(directive, &nest, setup, &plan, &own));
        let Combined { lets, body, after } = tokens;
        let call = match (kind, targets.is_empty()) {
            (Space::Counted, true) => quote!(parallel_for),
            (Space::Counted, false) => quote!(parallel_for_reduce),
            (Space::Items, true) => quote!(parallel_for_items),
            (Space::Items, false) => quote!(parallel_for_items_reduce),
            (Space::Indexed, true) => quote!(parallel_for_indexed),
            (Space::Indexed, false) => quote!(parallel_for_indexed_reduce),
        };
        let reductions = if targets.is_empty() { quote!() } else { quote!((#(#targets,)*),) };
        let span = here(directive.span);
        let call = quote_spanned!(span=> ::ferromp::__private::#call);
        *expr = syn::parse_quote!({
            let __omp_fork = #fork;
            let __omp_schedule = #schedule;
            #space
            #lets
            #call(__omp_fork, __omp_schedule, __omp_loop, (#(#parts,)*), #reductions |__omp_share| { #body });
            #after
        });
    }

    fn combined(
        &mut self,
        directive: &Directive,
        nest: &Nest,
        setup: Setup,
        plan: &Plan,
        own: &[OwnPart],
    ) -> Combined {
        let Setup { lets, shared, unsafe_shared } = setup;
        self.regions.push(Region { shared, boundary: self.scopes.boundary() });
        self.substitutes.extend(unsafe_shared.into_iter().map(|(key, with)| super::Substitute { key, with }));
        let opened = self.open(&plan.accesses, false);
        let privates = self.privates(directive);
        let reductions = self.reductions(directive);
        let (cells, after, lasts) = self.last_cells(directive, nest);
        let way = self.way(nest, directive, &reductions, &lasts, &plan.accesses);
        let body = self.nest_body(nest, own, &privates, &lasts, way);
        self.regions.pop();
        let (opens, per_thread) = (opened.lets, privates.per_thread);
        let closure = closure(nest, &body, &reductions, way);
        let run = if let Way::Lanes = way { quote!(run_lanes) } else { quote!(run) };
        let run = quote!(__omp_share.#run(#closure));
        let counting = counting(nest, matches!(way, Way::Lanes));
        Combined {
            lets: quote!(#lets #cells #counting),
            body: quote!(#opens #per_thread #[allow(unused_mut)] { #run }),
            after,
        }
    }

    /// `for` in a region, or orphaned.
    pub(super) fn worksharing_for(&mut self, directive: &Directive, expr: &mut Expr) {
        self.check_names(directive);
        let Some(nest) = Nest::parse(expr, collapse(&directive.clauses)) else { return };
        let accesses = collect_loop(&self.scopes, self.region_start(), directive, expr);
        let own = self.region_parts(&accesses);
        let schedule = self.schedule(directive);
        let parts: Vec<TokenStream> = own.iter().map(|part| self.phased_part(part)).collect();
        let kind = self.space_kind(directive, &nest);
        let space = self.space(&nest);
        let barrier = self.implied_barrier(directive);
        if kind == Space::Indexed || (kind == Space::Items && has_reduction(directive)) {
            self.race(Race {
                at: directive.span.into(),
                message: "inside a region, a loop runs over a range or a shared slice".to_owned(),
                help: "write the loop as one `#[omp(parallel for)]`, or iterate over a range".to_owned(),
                other: None,
            });
        }
        let tokens =
            self.inside(false, |l| l.shared_loop(directive, &nest, kind, (&own, &parts), &accesses, barrier));
        *expr = syn::parse_quote!({ let __omp_schedule = #schedule; #space #tokens });
    }

    /// Whether the construct at hand ends with its barrier, here.
    pub(super) fn implied_barrier(&mut self, directive: &Directive) -> bool {
        !std::mem::replace(&mut self.deferred_barrier, false) && tokens::waits(directive)
    }

    fn shared_loop(
        &mut self,
        directive: &Directive,
        nest: &Nest,
        kind: Space,
        (own, parts): (&[OwnPart], &[TokenStream]),
        accesses: &Accesses,
        barrier: bool,
    ) -> TokenStream {
        let span = here(directive.span);
        let privates = self.privates(directive);
        let targets: Vec<ReductionTarget> = self.region_reductions(directive);
        let reductions = self.reductions(directive);
        let (cells, after, lasts) = self.last_cells(directive, nest);
        let way = self.way(nest, directive, &reductions, &lasts, accesses);
        let body = self.nest_body(nest, own, &privates, &lasts, way);
        let closure = closure(nest, &body, &reductions, way);
        let lanes = matches!(way, Way::Lanes);
        let per_thread = privates.per_thread;
        let wait = barrier.then(|| quote_spanned!(span=> ::ferromp::__private::barrier();));
        let parts = quote!((#(#parts,)*));
        if reductions.is_empty() {
            let name = if kind == Space::Counted { quote!(for_loop) } else { quote!(for_items) };
            let call = quote_spanned!(span=> ::ferromp::__private::#name);
            return quote! {
                #cells #per_thread
                #call(__omp_schedule, __omp_loop, #parts, #closure);
                #after #wait
            };
        }
        let reduce = self.reduce_call(span, lanes, &targets, &parts, &closure);
        let counting = counting(nest, lanes);
        quote!(#cells #counting #per_thread #reduce #after #wait)
    }

    fn way<'a>(
        &self,
        nest: &Nest,
        directive: &Directive,
        reductions: &[Ident],
        lasts: &[Last],
        accesses: &'a Accesses,
    ) -> Way<'a> {
        if lasts.is_empty() && fits_lanes(nest, directive, reductions) {
            Way::Lanes
        } else if directive.in_vectors() || profits(nest, self.fast) {
            Way::Wide(accesses)
        } else {
            Way::Plain
        }
    }
}

/// Tells the runtime of a loop in lanes that looks nothing up.
fn counting(nest: &Nest, lanes: bool) -> Option<TokenStream> {
    (lanes && counts(nest)).then(|| quote!(let __omp_loop = ::ferromp::__private::counting(__omp_loop);))
}

/// What the runtime calls: for a chunk or, in lanes, for an iteration. It hands on the private copies of reductions.
fn closure(nest: &Nest, body: &Body, reductions: &[Ident], way: Way<'_>) -> TokenStream {
    let Body { tokens, blocks } = body;
    let copies = (!reductions.is_empty()).then(|| quote!((#(mut #reductions,)*)));
    let result = (!reductions.is_empty()).then(|| quote!((#(#reductions,)*)));
    let pattern = quote!(__omp_chunk, (#(mut #blocks,)*), #copies);
    match way {
        Way::Lanes => {
            let pat = &nest.levels[0].pat;
            quote!(#[inline(always)] |#pat, (#(#blocks,)*), #copies, __omp_fused| { #tokens; #result })
        }
        Way::Plain => quote!(|#pattern| { #tokens; #result }),
        Way::Wide(_) => {
            let given = result.iter();
            // A loop over indices of an array that is held would be told to run over a name of ours.
            quote! {
                |__omp_chunk, (#(#blocks,)*), #(#given)*| ::ferromp::__private::wide(
                    (__omp_chunk, (#(#blocks,)*), #result),
                    #[inline(always)]
                    #[allow(clippy::needless_range_loop)]
                    |(#pattern), __omp_fused| { #tokens; #result },
                )
            }
        }
    }
}

struct Combined {
    /// Before the call, on the encountering thread.
    lets: TokenStream,
    /// On each thread.
    body: TokenStream,
    /// After the call, on the encountering thread.
    after: TokenStream,
}

fn has_reduction(directive: &Directive) -> bool {
    directive.clauses.iter().any(|c| matches!(c.kind, ClauseKind::Reduction { .. }))
}
