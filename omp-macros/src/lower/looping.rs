//! Worksharing loops: `for` and `parallel for`.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::{Expr, Ident, Pat, Stmt, visit::Visit, visit_mut::VisitMut};

use super::{
    Lowerer, Region, With,
    clauses::{Last, Privates, Reduction},
    opening::writes_own,
    region::{Setup, names},
    rows,
    tokens::{here, site},
};
use crate::{
    report::Extent,
    sharing::{
        access::{Access, Accesses, LoopContext, collapse, collect_loop},
        nest::{Nest, is_range},
        partition::{Invariant, Map, Partition, Shape, Signed, partition},
        place::PlaceKey,
        race::Race,
        region::{Mode, Plan, check},
        walk::{walk_block, walk_stmt},
    },
    syntax::{ClauseKind, Directive, ScheduleKind},
};

/// An array that the iterations divide among themselves.
struct OwnPart {
    /// The directive whose loop divides the array.
    span: proc_macro2::Span,
    key: PlaceKey,
    text: String,
    partition: Partition,
    /// The map, if an iteration takes its elements as one row.
    row: Option<Map>,
}

/// An array of which an iteration takes a row.
struct RowPart<'o> {
    block: Ident,
    part: &'o OwnPart,
    map: &'o Map,
}

/// What a loop runs over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Space {
    /// Ranges.
    Counted,
    /// Slices and their adapters.
    Items,
    /// Rayon's indexed parallel iterators.
    Indexed,
}

/// A loop nest on its way out.
struct Body {
    tokens: TokenStream,
    /// The parameter that takes an iteration's or a chunk's blocks.
    blocks: Vec<Ident>,
}

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
        let lanes = !reductions.is_empty() && lasts.is_empty() && fits_lanes(nest, directive, &reductions);
        let body = self.nest_body(nest, own, &privates, &lasts, lanes.then_some(&reductions));
        self.regions.pop();
        let (opens, per_thread) = (opened.lets, privates.per_thread);
        let (blocks, tokens) = (&body.blocks, &body.tokens);
        let values = names(&reductions);
        let run = if lanes {
            let pat = &nest.levels[0].pat;
            let muts = mut_names(&reductions);
            quote!(__omp_share.run_lanes(#[inline(always)] |#pat, (#(#blocks,)*), #muts| { #tokens; #values }))
        } else if reductions.is_empty() {
            quote!(__omp_share.run(|__omp_chunk, (#(mut #blocks,)*)| { #tokens }))
        } else {
            let muts = mut_names(&reductions);
            quote!(__omp_share.run(|__omp_chunk, (#(mut #blocks,)*), #muts| { #tokens; #values }))
        };
        Combined {
            lets: quote!(#lets #cells),
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
        let tokens = self.inside(false, |l| l.shared_loop(directive, &nest, kind, &own, &parts, barrier));
        *expr = syn::parse_quote!({ let __omp_schedule = #schedule; #space #tokens });
    }

    /// Whether the construct at hand ends with its barrier, here.
    pub(super) fn implied_barrier(&mut self, directive: &Directive) -> bool {
        !std::mem::replace(&mut self.deferred_barrier, false) && super::tokens::waits(directive)
    }

    fn shared_loop(
        &mut self,
        directive: &Directive,
        nest: &Nest,
        kind: Space,
        own: &[OwnPart],
        parts: &[TokenStream],
        barrier: bool,
    ) -> TokenStream {
        let span = here(directive.span);
        let privates = self.privates(directive);
        let targets: Vec<ReductionTarget> = self.region_reductions(directive);
        let reductions = self.reductions(directive);
        let (cells, after, lasts) = self.last_cells(directive, nest);
        let lanes = !reductions.is_empty() && lasts.is_empty() && fits_lanes(nest, directive, &reductions);
        let body = self.nest_body(nest, own, &privates, &lasts, lanes.then_some(&reductions));
        let (per_thread, blocks, tokens) = (privates.per_thread, &body.blocks, &body.tokens);
        let wait = barrier.then(|| quote_spanned!(span=> ::ferromp::__private::barrier();));
        let parts = quote!((#(#parts,)*));
        if reductions.is_empty() {
            let name = if kind == Space::Counted { quote!(for_loop) } else { quote!(for_items) };
            let call = quote_spanned!(span=> ::ferromp::__private::#name);
            return quote! {
                #cells #per_thread
                #call(__omp_schedule, __omp_loop, #parts, |__omp_chunk, (#(mut #blocks,)*)| { #tokens });
                #after #wait
            };
        }
        let (values, muts) = (names(&reductions), mut_names(&reductions));
        let body = if lanes {
            let pat = &nest.levels[0].pat;
            quote!(#[inline(always)] |#pat, (#(#blocks,)*), #muts| { #tokens; #values })
        } else {
            quote!(|__omp_chunk, (#(mut #blocks,)*), #muts| { #tokens; #values })
        };
        let reduce = self.reduce_call(span, lanes, &targets, &parts, &body);
        quote!(#cells #per_thread #reduce #after #wait)
    }

    /// The iteration space, bound to `__omp_loop`; with `lastprivate`, each level for itself.
    fn space(&mut self, nest: &Nest) -> TokenStream {
        let levels: Vec<TokenStream> =
            nest.levels.iter().map(|level| self.level_space(&level.range)).collect();
        match levels.as_slice() {
            [one] => quote!(let __omp_loop = #one;),
            many => quote!(let __omp_loop = ::ferromp::__private::collapse((#(#many,)*));),
        }
    }

    fn level_space(&mut self, range: &Expr) -> TokenStream {
        let range = self.clause_expr(range);
        if is_range(&range) {
            canonical(&range)
        } else if is_rayon(&range) {
            quote!(#range)
        } else {
            items(&range)
        }
    }

    fn space_kind(&mut self, directive: &Directive, nest: &Nest) -> Space {
        let Some(level) = nest.levels.iter().find(|level| !is_range(&level.range)) else {
            return Space::Counted;
        };
        if nest.levels.len() > 1 {
            self.race(Race {
                at: Extent::of(&level.range),
                message: "`collapse` takes loops over ranges".to_owned(),
                help: "iterate over a range: `for i in 0..n`".to_owned(),
                other: Some((directive.span.into(), "the loops are collapsed here".to_owned())),
            });
        }
        if is_rayon(&level.range) { Space::Indexed } else { Space::Items }
    }

    /// The loop over a chunk, with the blocks' names in force.
    fn nest_body(
        &mut self,
        nest: &Nest,
        own: &[OwnPart],
        privates: &Privates,
        lasts: &[Last],
        lanes: Option<&Vec<Reduction>>,
    ) -> Body {
        let mut blocks = Vec::new();
        let mut rows = Vec::new();
        for part in own {
            let name = self.fresh("block");
            if let Some(map) = &part.row {
                rows.push(RowPart { block: name.clone(), part, map });
            }
            let with = match part.partition.shape {
                Shape::Elements(_) => With::Block { name: name.clone(), fixed: part.partition.fixed.len() },
                Shape::Cells(_) | Shape::Columns(_) => With::Cells { name: name.clone() },
            };
            self.substitute(&part.key, with);
            blocks.push(name);
        }
        let tokens = if lanes.is_some() {
            let mut body = nest.body.clone();
            self.scopes.declare_pattern(&nest.levels[0].pat, None);
            walk_block(self, &mut body);
            let (per_body, stmts) = (&privates.per_body, &body.stmts);
            quote!(#per_body #(#stmts)*)
        } else if super::task::any(&nest.body.stmts) {
            self.with_task_scope(|l| l.loops(nest, privates, lasts, &rows))
        } else {
            self.loops(nest, privates, lasts, &rows)
        };
        Body { tokens, blocks }
    }

    /// `for` loops over the chunk: the outer ones over rows of it, the innermost over what is left.
    fn loops(&mut self, nest: &Nest, privates: &Privates, lasts: &[Last], rows: &[RowPart]) -> TokenStream {
        let mark = self.scopes.mark();
        nest.levels.iter().for_each(|level| self.scopes.declare_pattern(&level.pat, None));
        let innermost = self.innermost(nest, privates, lasts, rows);
        let result = match nest.levels.as_slice() {
            [level] => {
                let (label, pat) = (&level.label, &level.pat);
                quote!(#label for #pat in __omp_chunk { #innermost })
            }
            levels => {
                let (last, outer) = levels.split_last().expect("a nest has a loop");
                let pats: Vec<&Pat> = outer.iter().map(|level| &level.pat).collect();
                let pat = if let [one] = pats.as_slice() { quote!(#one) } else { quote!((#(#pats),*)) };
                let (before, after) = self.between(outer);
                let (label, inner) = (&last.label, &last.pat);
                quote! {
                    for (#pat, __omp_row) in __omp_chunk {
                        #(#before)*
                        #label for #inner in __omp_row { #innermost }
                        #(#after)*
                    }
                }
            }
        };
        self.scopes.release(mark);
        result
    }

    /// The iteration's row of each array that is divided by rows, by the name that stands for the array from here on.
    fn take_rows(&mut self, nest: &Nest, rows: &[RowPart<'_>]) -> TokenStream {
        let mut tokens = TokenStream::new();
        let [Some(index)] = nest.index_names()[..] else { return tokens };
        let Some(loop_var) = self.scopes.lookup(index) else { return tokens };
        for row in rows {
            let (name, block) = (self.fresh("row"), &row.block);
            let (width, offset) = (self.clause_expr(&row.map.width), self.sum(&row.map.offset));
            tokens.extend(quote! {
                #[allow(unused_variables, unused_mut)]
                let mut #name = #block.own_row(#index, #width, #offset);
            });
            let fixed = row.part.partition.fixed.len();
            self.substitute(
                &row.part.key,
                With::Row { name, loop_var, fixed, start: row.map.offset.clone() },
            );
        }
        tokens
    }

    /// Intervening code: run once for each row of each chunk.
    fn between(&mut self, outer: &[crate::sharing::nest::Level]) -> (Vec<Stmt>, Vec<Stmt>) {
        let mut before: Vec<Stmt> = outer.iter().flat_map(|level| level.before.clone()).collect();
        let mut after: Vec<Stmt> = outer.iter().rev().flat_map(|level| level.after.clone()).collect();
        for stmt in before.iter_mut().chain(&mut after) {
            walk_stmt(self, stmt);
        }
        (before, after)
    }

    fn innermost(
        &mut self,
        nest: &Nest,
        privates: &Privates,
        lasts: &[Last],
        rows: &[RowPart],
    ) -> TokenStream {
        let mut body = nest.body.clone();
        let take_rows = self.take_rows(nest, rows);
        walk_block(self, &mut body);
        let per_body = &privates.per_body;
        let per_body = quote!(#take_rows #per_body);
        let stmts = &body.stmts;
        if lasts.is_empty() {
            return quote!(#per_body #(#stmts)*);
        }
        let label = syn::Lifetime::new("'__omp_iteration", proc_macro2::Span::mixed_site());
        let continues =
            replace_continue(&mut body, nest.levels.last().and_then(|l| l.label.as_ref()), &label);
        let stmts = &body.stmts;
        let inner = if continues { quote!(#label: { #(#stmts)* }) } else { quote!({ #(#stmts)* }) };
        let fresh = lasts.iter().filter(|last| !last.first).map(|last| &last.name);
        let is_last = is_last(nest);
        let stores = lasts.iter().map(|last| {
            let (cell, name) = (&last.cell, &last.name);
            quote!(#cell.set(::core::clone::Clone::clone(&#name));)
        });
        quote! {
            #per_body
            #(#[allow(unused_assignments, clippy::needless_late_init)] let mut #fresh;)*
            #inner
            if #is_last { #(#stores)* }
        }
    }

    /// The cells that take the last iteration's values, and how these come home.
    fn last_cells(&mut self, directive: &Directive, nest: &Nest) -> (TokenStream, TokenStream, Vec<Last>) {
        let originals: Vec<(PlaceKey, Expr, bool)> = self.last_originals(directive);
        let lasts = self.lasts(directive);
        let (mut cells, mut after) = (TokenStream::new(), TokenStream::new());
        if lasts.is_empty() {
            return (cells, after, lasts);
        }
        if nest.index_names().iter().any(Option::is_none) {
            let message = "`lastprivate` needs a loop that counts".to_owned();
            let help = "iterate over a range: `for i in 0..n`".to_owned();
            self.race(Race { at: directive.span.into(), message, help, other: None });
        }
        cells.extend(quote!(let __omp_last = ::ferromp::__private::last_indices(&__omp_loop);));
        for (last, (key, original, shared)) in lasts.iter().zip(&originals) {
            let cell = &last.cell;
            cells.extend(quote!(let #cell = ::ferromp::__private::LastPrivate::new();));
            let store = if *shared { self.store_shared(key) } else { quote!(#original = __omp_value;) };
            after.extend(quote!(if let ::core::option::Option::Some(__omp_value) = #cell.take() { #store }));
        }
        (cells, after, lasts)
    }

    fn last_originals(&mut self, directive: &Directive) -> Vec<(PlaceKey, Expr, bool)> {
        let mut originals = Vec::new();
        for clause in &directive.clauses {
            let ClauseKind::Lastprivate(places) = &clause.kind else { continue };
            for place in places {
                if let Some(key) = self.key_before_first(place, directive) {
                    let shared =
                        self.shared_of(&key).is_some() && matches!(directive.kind, crate::syntax::Kind::For);
                    originals.push((key.clone(), self.expr_of(&key), shared));
                }
            }
        }
        originals
    }

    /// Stores `__omp_value` in a variable that the whole region shares: the one thread that has it.
    fn store_shared(&mut self, key: &PlaceKey) -> TokenStream {
        let Some(shared) = self.shared_of(key) else { return TokenStream::new() };
        let (declaration, site) = self.critical_site(crate::sharing::region::CLAUSE_GUARD);
        let phased = shared.phased;
        quote! {
            #declaration
            let __omp_handle = #phased.guarded(&#site);
            ::ferromp::__private::critical(&#site, |__omp_key| *__omp_handle.open(__omp_key) = __omp_value);
        }
    }

    /// The shared variable of the innermost region that `key` is.
    pub(super) fn shared_of(&self, key: &PlaceKey) -> Option<super::Shared> {
        self.regions.last()?.shared.iter().find(|shared| shared.key == *key).cloned()
    }

    /// The arrays of the innermost region that a loop divides.
    fn region_parts(&self, accesses: &Accesses) -> Vec<OwnPart> {
        let Some(region) = self.regions.last() else { return Vec::new() };
        let mut parts = Vec::new();
        for shared in &region.shared {
            let list: Vec<&Access> = accesses.list.iter().filter(|a| a.key.overlaps(&shared.key)).collect();
            let Some(loop_) = list.iter().find_map(|a| a.context.loop_.clone()) else { continue };
            if !list.iter().any(|a| writes_own(a, loop_.id)) {
                continue;
            }
            let list: Vec<&Access> = list.into_iter().filter(|a| a.context.guards.is_empty()).collect();
            if let Ok(partition) =
                partition(&list, &loop_, &accesses.assigned).map(Partition::over_whole_array)
            {
                let invariant = Invariant::of(&loop_, &accesses.assigned);
                let row = rows::row_map(&partition, &list, &invariant).cloned();
                let (key, text) = (shared.key.clone(), shared.text.clone());
                parts.push(OwnPart { span: loop_.span, key, text, partition, row });
            }
        }
        parts
    }

    /// A part of an array that the construct borrows for itself.
    fn exclusive_part(&mut self, part: &OwnPart) -> TokenStream {
        let mut expr = self.expr_of(&part.key);
        for index in &part.partition.fixed {
            expr = syn::parse_quote!(#expr[#index]);
        }
        let (text, span) = (&part.text, here(part.span));
        let rt = quote!(::ferromp::__private);
        match &part.partition.shape {
            Shape::Elements(map) => {
                let map = self.map(map);
                quote_spanned!(span=> #rt::own(#text, &mut #expr[..], #map))
            }
            shape => {
                let map = self.row_map(shape);
                quote_spanned!(span=> #rt::own_rows(#text, &mut #expr[..], #map))
            }
        }
    }

    /// A part of an array that the region shares: the team agrees on it.
    fn phased_part(&mut self, part: &OwnPart) -> TokenStream {
        let Some(shared) = self.shared_of(&part.key) else { return TokenStream::new() };
        let (phased, span) = (shared.phased, here(part.span));
        match &part.partition.shape {
            Shape::Elements(map) => {
                let map = self.map(map);
                quote_spanned!(span=> #phased.part(#map))
            }
            shape => {
                let map = self.row_map(shape);
                quote_spanned!(span=> #phased.part_rows(#map))
            }
        }
    }

    /// A division of nested rows: of their cells, or of their columns.
    fn row_map(&mut self, shape: &Shape) -> TokenStream {
        let rt = quote!(::ferromp::__private);
        match shape {
            Shape::Cells(maps) => {
                let (rows, columns) = (self.map(&maps[0]), self.map(&maps[1]));
                quote!(#rt::RowMap::collapsed(#rows, #columns))
            }
            Shape::Columns(map) | Shape::Elements(map) => {
                let map = self.map(map);
                quote!(#rt::RowMap::columns(#map))
            }
        }
    }

    fn map(&mut self, map: &Map) -> TokenStream {
        let coefs: Vec<TokenStream> = map.coefs.iter().map(|c| self.signed(c)).collect();
        let offset = self.sum(&map.offset);
        let width = self.clause_expr(&map.width);
        quote! {
            ::ferromp::__private::Map::new([#(#coefs),*], #offset, ::ferromp::__private::width(#width))
        }
    }

    fn signed(&mut self, signed: &Signed) -> TokenStream {
        let expr = self.clause_expr(&signed.expr);
        let sign = signed.negative.then(|| quote!(-));
        quote!(#sign ::ferromp::__private::int(#expr))
    }

    fn sum(&mut self, terms: &[Signed]) -> TokenStream {
        let terms: Vec<TokenStream> = terms.iter().map(|term| self.signed(term)).collect();
        if terms.is_empty() { quote!(0i128) } else { quote!((#(#terms)+*)) }
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

/// Where a region's or an orphaned loop's reduction goes.
pub(super) struct ReductionTarget {
    op: TokenStream,
    original: Expr,
    shared: Option<super::Shared>,
}

impl Lowerer<'_> {
    fn region_reductions(&mut self, directive: &Directive) -> Vec<ReductionTarget> {
        let mut targets = Vec::new();
        for clause in &directive.clauses {
            let ClauseKind::Reduction { op, places } = &clause.kind else { continue };
            let op = super::clauses::reduction_op(*op);
            for place in places {
                let Some(key) = self.key_of(place) else { continue };
                let shared = self.shared_of(&key);
                let mut original = self.expr_of(&key);
                if self.is_reference(&key) && shared.is_none() {
                    original = syn::parse_quote!((*#original));
                }
                targets.push(ReductionTarget { op: op.clone(), original, shared });
            }
        }
        targets
    }

    /// Variables that the region shares are combined once; a thread's own end with the team's value.
    fn reduce_call(
        &mut self,
        span: proc_macro2::Span,
        lanes: bool,
        targets: &[ReductionTarget],
        parts: &TokenStream,
        body: &TokenStream,
    ) -> TokenStream {
        let rt = quote!(::ferromp::__private);
        let values: Vec<Ident> = targets.iter().map(|_| self.fresh("value")).collect();
        let (mut setup, mut ops, mut finish) = (TokenStream::new(), Vec::new(), TokenStream::new());
        for (target, value) in targets.iter().zip(&values) {
            let (op, original) = (&target.op, &target.original);
            match &target.shared {
                None => {
                    ops.push(quote!(#rt::reduce_op::<#op, _>(&#original)));
                    finish.extend(quote!(#rt::combine_into::<#op, _>(&mut #original, #value);));
                }
                Some(shared) => {
                    let (declaration, site) = self.critical_site(crate::sharing::region::CLAUSE_GUARD);
                    let (handle, identity, phased) = (self.fresh("handle"), self.fresh("op"), &shared.phased);
                    setup.extend(quote! {
                        #declaration
                        let #handle = #phased.guarded(&#site);
                        let #identity = #rt::critical(&#site, |__omp_key| #rt::reduce_op::<#op, _>(&*#handle.open(__omp_key)));
                    });
                    ops.push(quote!(#identity));
                    finish.extend(quote! {
                        #rt::critical(&#site, |__omp_key| {
                            #rt::combine_into::<#op, _>(&mut *#handle.open(__omp_key), #value);
                        });
                    });
                }
            }
        }
        let all_shared = targets.iter().all(|t| t.shared.is_some());
        let name = match (all_shared, lanes) {
            (true, false) => quote_spanned!(span=> for_reduce),
            (true, true) => quote_spanned!(span=> for_reduce_lanes),
            (false, false) => quote_spanned!(span=> for_reduce_all),
            (false, true) => quote_spanned!(span=> for_reduce_all_lanes),
        };
        let head = quote_spanned!(span=> ::ferromp::__private::#name);
        let arguments = quote!(__omp_schedule, __omp_loop, #parts, (#(#ops,)*), #body);
        if all_shared {
            quote!({ #setup #head(#arguments, |(#(#values,)*)| { #finish }); })
        } else {
            quote!(#setup let (#(#values,)*) = #head(#arguments); #finish)
        }
    }

    fn key_before_first(&self, place: &crate::syntax::Place, directive: &Directive) -> Option<PlaceKey> {
        let key = self.key_of(place)?;
        let first = directive
            .clauses
            .iter()
            .any(|c| matches!(&c.kind, ClauseKind::Firstprivate(places) if places.contains(place)));
        let var = if first { self.scopes.lookup_before(&place.base, key.var)? } else { key.var };
        Some(PlaceKey { var, fields: key.fields })
    }
}

fn own_parts(plan: &Plan) -> Vec<OwnPart> {
    let mut parts = Vec::new();
    for written in &plan.written {
        let mut list: Vec<&Access> = Vec::new();
        let mut loop_: Option<&LoopContext> = None;
        for &i in &written.accesses {
            if let Some(Mode::Own(own)) = plan.modes.get(&i) {
                list.push(&plan.accesses.list[i]);
                loop_ = Some(own);
            }
        }
        let Some(loop_) = loop_ else { continue };
        if let Ok(partition) = partition(&list, loop_, &plan.accesses.assigned) {
            let text = written.key.text(&plan.accesses.scopes);
            let invariant = Invariant::of(loop_, &plan.accesses.assigned);
            let row = rows::row_map(&partition, &list, &invariant).cloned();
            parts.push(OwnPart { span: loop_.span, key: written.key.clone(), text, partition, row });
        }
    }
    parts
}

fn mut_names(reductions: &[Reduction]) -> TokenStream {
    let names = reductions.iter().map(|r| &r.name);
    quote!((#(mut #names,)*))
}

/// `(a..b).rev().step_by(k)` on the runtime's own range, which can be split.
fn canonical(range: &Expr) -> TokenStream {
    match range {
        Expr::Paren(e) => canonical(&e.expr),
        Expr::Group(e) => canonical(&e.expr),
        Expr::Range(e) => match e.limits {
            syn::RangeLimits::HalfOpen(_) => quote!(::ferromp::__private::unit(#e)),
            syn::RangeLimits::Closed(_) => quote!(::ferromp::__private::inclusive(#e)),
        },
        Expr::MethodCall(e) => {
            let (base, method, args) = (canonical(&e.receiver), &e.method, &e.args);
            let span = site(e.method.span());
            quote_spanned!(span=> #base.#method(#args))
        }
        other => other.to_token_stream(),
    }
}

/// A loop over things that can be split by index: the standard library's adapters, rewritten.
fn items(expr: &Expr) -> TokenStream {
    let rt = quote!(::ferromp::__private);
    let Expr::MethodCall(call) = expr else { return quote!(#rt::items(#expr)) };
    let (base, args) = (&call.receiver, &call.args);
    match call.method.to_string().as_str() {
        "iter" if args.is_empty() => quote!(#rt::items::iter(&#base[..])),
        "iter_mut" if args.is_empty() => quote!(#rt::items::iter_mut(&mut #base[..])),
        "chunks" => quote!(#rt::items::chunks(&#base[..], #args)),
        "chunks_mut" => quote!(#rt::items::chunks_mut(&mut #base[..], #args)),
        "chunks_exact" => quote!(#rt::items::chunks_exact(&#base[..], #args)),
        "chunks_exact_mut" => quote!(#rt::items::chunks_exact_mut(&mut #base[..], #args)),
        "enumerate" if args.is_empty() => {
            let base = items(base);
            quote!(#rt::Items::enumerate(#base))
        }
        "zip" if args.len() == 1 => {
            let (base, other) = (items(base), items(&args[0]));
            quote!(#rt::Items::zip(#base, #other))
        }
        _ => quote!(#rt::items(#expr)),
    }
}

/// Whether an expression comes from rayon: some method of the chain says so by its name.
fn is_rayon(expr: &Expr) -> bool {
    match expr {
        Expr::MethodCall(call) => {
            let name = call.method.to_string();
            name.starts_with("par_") || name == "into_par_iter" || is_rayon(&call.receiver)
        }
        Expr::Paren(e) => is_rayon(&e.expr),
        _ => false,
    }
}

fn has_reduction(directive: &Directive) -> bool {
    directive.clauses.iter().any(|c| matches!(c.kind, ClauseKind::Reduction { .. }))
}

/// Whether a reduction's body profits from being run in lanes: a straight piece of arithmetic over one range.
fn fits_lanes(nest: &Nest, directive: &Directive, reductions: &[Reduction]) -> bool {
    struct Straight<'a> {
        ok: bool,
        names: Vec<&'a Ident>,
    }
    impl<'ast> Visit<'ast> for Straight<'_> {
        fn visit_expr(&mut self, expr: &'ast Expr) {
            match expr {
                Expr::ForLoop(_)
                | Expr::While(_)
                | Expr::Loop(_)
                | Expr::Continue(_)
                | Expr::Closure(_)
                | Expr::Macro(_)
                | Expr::Match(_) => self.ok = false,
                // An array as reduction variable: its lanes would be copies of it.
                Expr::Index(e) if self.names.iter().any(|n| **n == e.expr.to_token_stream().to_string()) => {
                    self.ok = false;
                }
                _ => {}
            }
            syn::visit::visit_expr(self, expr);
        }
        fn visit_stmt_macro(&mut self, _: &'ast syn::StmtMacro) {
            self.ok = false;
        }
        fn visit_attribute(&mut self, _: &'ast syn::Attribute) {
            self.ok = false;
        }
    }
    let plain = directive.clauses.iter().all(|c| match &c.kind {
        ClauseKind::Schedule { kind, chunk, .. } => matches!(kind, ScheduleKind::Static) && chunk.is_none(),
        _ => true,
    });
    let names = reductions.iter().map(|r| &r.name).collect();
    let mut straight =
        Straight { ok: plain && nest.levels.len() == 1 && is_range(&nest.levels[0].range), names };
    straight.visit_block(&nest.body);
    straight.ok
}

fn is_last(nest: &Nest) -> TokenStream {
    let names: Vec<&Ident> = nest.index_names().into_iter().flatten().collect();
    match names.as_slice() {
        [one] => quote!(__omp_last == ::core::option::Option::Some(#one)),
        many => quote!(__omp_last == ::core::option::Option::Some((#(#many),*))),
    }
}

/// Turns each `continue` of the loop itself into the end of its body's block.
fn replace_continue(body: &mut syn::Block, label: Option<&syn::Label>, block: &syn::Lifetime) -> bool {
    struct Continues<'a> {
        label: Option<&'a syn::Label>,
        block: &'a syn::Lifetime,
        inner: usize,
        found: bool,
    }
    impl VisitMut for Continues<'_> {
        fn visit_expr_mut(&mut self, expr: &mut Expr) {
            let inner = matches!(expr, Expr::ForLoop(_) | Expr::While(_) | Expr::Loop(_));
            if let Expr::Continue(e) = expr {
                let ours = match (&e.label, self.label) {
                    (None, _) => self.inner == 0,
                    (Some(target), Some(label)) => *target == label.name,
                    (Some(_), None) => false,
                };
                if ours {
                    let block = self.block;
                    self.found = true;
                    *expr = syn::parse_quote!(break #block);
                }
                return;
            }
            self.inner += usize::from(inner);
            syn::visit_mut::visit_expr_mut(self, expr);
            self.inner -= usize::from(inner);
        }
        fn visit_expr_closure_mut(&mut self, _: &mut syn::ExprClosure) {}
        fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    }
    let mut continues = Continues { label, block, inner: 0, found: false };
    continues.visit_block_mut(body);
    continues.found
}
