//! The loops over a chunk, and what stands in their bodies.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Expr, Ident, Pat, Stmt, visit_mut::VisitMut};

use super::super::{
    Lowerer, With,
    clauses::{Last, Privates},
    reads::{Loop, is_span},
    task,
};
use super::{fast, parts::OwnPart};
use crate::sharing::{
    access::Accesses,
    nest::{Level, Nest},
    partition::{Map, Shape},
    walk::{walk_block, walk_stmt},
};

/// An array of which an iteration takes a row.
pub(super) struct RowPart<'o> {
    pub(super) block: Ident,
    pub(super) part: &'o OwnPart,
    pub(super) map: &'o Map,
}

/// How a loop's body is run.
#[derive(Clone, Copy)]
pub(super) enum Way<'a> {
    /// For a chunk.
    Plain,
    /// For a chunk, compiled for each instruction set.
    Wide(&'a Accesses),
    /// For an iteration, in lanes.
    Lanes,
}

/// A loop nest on its way out.
pub(super) struct Body {
    pub(super) tokens: TokenStream,
    /// The parameter that takes an iteration's or a chunk's blocks.
    pub(super) blocks: Vec<Ident>,
}

pub(super) fn is_last(nest: &Nest) -> TokenStream {
    let names: Vec<&Ident> = nest.index_names().into_iter().flatten().collect();
    match names.as_slice() {
        [one] => quote!(__omp_last == ::core::option::Option::Some(#one)),
        many => quote!(__omp_last == ::core::option::Option::Some((#(#many),*))),
    }
}

/// Turns each `continue` of the loop itself into the end of its body's block.
pub(super) fn replace_continue(
    body: &mut syn::Block,
    label: Option<&syn::Label>,
    block: &syn::Lifetime,
) -> bool {
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

impl Lowerer<'_> {
    /// The loop over a chunk, with the blocks' names in force.
    pub(super) fn nest_body(
        &mut self,
        nest: &Nest,
        own: &[OwnPart],
        privates: &Privates,
        lasts: &[Last],
        way: Way<'_>,
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
                Shape::Layers(_) => With::Layers { name: name.clone() },
                Shape::Lone(_) => With::Lone { name: name.clone(), reference: self.is_reference(&part.key) },
            };
            self.substitute(&part.key, with);
            blocks.push(name);
        }
        self.shares_work = true;
        let tokens = if let Way::Lanes = way {
            let mut body = nest.body.clone();
            self.scopes.declare_pattern(&nest.levels[0].pat, None);
            walk_block(self, &mut body);
            let (per_body, stmts) = (&privates.per_body, &body.stmts);
            quote!(#per_body #(#stmts)*)
        } else if task::any(&nest.body.stmts) {
            self.with_task_scope(|l| l.loops(nest, privates, lasts, &rows))
        } else if let Way::Wide(accesses) = way {
            let (held, kept) = (self.hold(accesses, nest), self.substitutes.len());
            let loops = self.loops(nest, privates, lasts, &rows);
            self.substitutes.truncate(kept);
            quote!(#held #loops)
        } else {
            self.loops(nest, privates, lasts, &rows)
        };
        let tokens = if self.fast && !matches!(way, Way::Plain) { fast::rewrite(tokens) } else { tokens };
        Body { tokens, blocks }
    }

    /// `for` loops over the chunk: the outer ones over rows of it, the innermost over what is left.
    pub(super) fn loops(
        &mut self,
        nest: &Nest,
        privates: &Privates,
        lasts: &[Last],
        rows: &[RowPart],
    ) -> TokenStream {
        let mark = self.scopes.mark();
        nest.levels.iter().for_each(|level| self.scopes.declare_pattern(&level.pat, None));
        let result = match nest.levels.as_slice() {
            [level] => {
                let (label, pat) = (&level.label, &level.pat);
                let one = Loop { label: label.as_ref(), pat, range: quote!(__omp_chunk), body: &nest.body };
                let visible = lasts.is_empty() && privates.per_body.is_empty() && is_span(&level.range);
                let chunk = visible.then(|| {
                    self.chunk_loop(&one, &mut |l, body| {
                        let nest = Nest { levels: nest.levels.clone(), body: body.clone() };
                        l.innermost(&nest, privates, lasts, rows)
                    })
                });
                chunk.flatten().unwrap_or_else(|| {
                    let innermost = self.innermost(nest, privates, lasts, rows);
                    quote!(#label for #pat in __omp_chunk { #innermost })
                })
            }
            levels => {
                let (last, outer) = levels.split_last().expect("a nest has a loop");
                let pats: Vec<&Pat> = outer.iter().map(|level| &level.pat).collect();
                let pat = if let [one] = pats.as_slice() { quote!(#one) } else { quote!((#(#pats),*)) };
                let (before, after) = self.between(outer);
                let innermost = self.innermost(nest, privates, lasts, rows);
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
    pub(super) fn take_rows(&mut self, nest: &Nest, rows: &[RowPart<'_>]) -> TokenStream {
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
    pub(super) fn between(&mut self, outer: &[Level]) -> (Vec<Stmt>, Vec<Stmt>) {
        let mut before: Vec<Stmt> = outer.iter().flat_map(|level| level.before.clone()).collect();
        let mut after: Vec<Stmt> = outer.iter().rev().flat_map(|level| level.after.clone()).collect();
        for stmt in before.iter_mut().chain(&mut after) {
            walk_stmt(self, stmt);
        }
        (before, after)
    }

    pub(super) fn innermost(
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
}
