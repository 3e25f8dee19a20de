//! Inner loops over consecutive elements, without a check of each index.
//!
//! Where a loop `for j in lo..hi` reads `a[e]`, and `e` is `j` plus something that stays, the loop is written twice. The
//! runtime is asked for the elements that all iterations together read (`omp-runtime/src/reads/`). If it has them, the
//! first copy takes them by the number of the iteration; if not, the second copy is the loop as the user wrote it, and
//! panics as that does.

mod candidates;
mod extremes;
mod plain;
mod rewrite;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{BinOp, Block, Expr, ExprForLoop, Ident, Label, Pat};

pub(super) use self::plain::is_span;
use self::{
    candidates::{Candidate, Kind, candidates, looks_up},
    extremes::{Extremes, updates},
};
use super::{Lowerer, With, looping::is_sum};
use crate::sharing::{
    place::PlaceKey,
    walk::{Walk, walk_block},
};

/// A loop by its parts.
pub(super) struct Loop<'l> {
    pub(super) label: Option<&'l Label>,
    pub(super) pat: &'l Pat,
    pub(super) range: TokenStream,
    pub(super) body: &'l Block,
}

impl Lowerer<'_> {
    /// A loop inside of a worksharing loop's body: the two copies, if it reads consecutive elements.
    pub(super) fn inner_loop(&mut self, expr: &ExprForLoop) -> Option<Expr> {
        let in_lanes = self.fast && is_sum(expr);
        if !is_span(&expr.expr) || !expr.attrs.is_empty() || in_lanes {
            return None;
        }
        let errors = self.errors.len();
        let range = self.clause_expr(&expr.expr);
        let inner =
            Loop { label: expr.label.as_ref(), pat: &expr.pat, range: quote!(#range), body: &expr.body };
        let tokens = self.twice(&inner, &mut |l, body| {
            let mark = l.scopes.mark();
            l.scopes.declare_pattern(&expr.pat, None);
            let mut body = body.clone();
            l.repeat(true);
            walk_block(l, &mut body);
            l.repeat(false);
            l.scopes.release(mark);
            let stmts = &body.stmts;
            quote!(#(#stmts)*)
        });
        if tokens.is_none() {
            // It is walked again.
            self.errors.truncate(errors);
        }
        tokens.map(|tokens| syn::parse_quote!({ #tokens }))
    }

    /// The loop over a chunk. Where it reads at indices of its own alone, LLVM computes before it starts how far all of
    /// them reach, and vectorises it up to there. That gains nothing from a second copy; only what reads at indices that
    /// it computes has checks that stay, and loses them all.
    pub(super) fn chunk_loop(
        &mut self,
        chunk: &Loop<'_>,
        lower: &mut dyn FnMut(&mut Self, &Block) -> TokenStream,
    ) -> Option<TokenStream> {
        if !looks_up(&self.scopes, chunk.pat, chunk.body) {
            return None;
        }
        self.twice(chunk, lower)
    }

    /// The loop with its elements taken beforehand, and as it is. `lower` makes its body.
    pub(super) fn twice(
        &mut self,
        inner: &Loop<'_>,
        lower: &mut dyn FnMut(&mut Self, &Block) -> TokenStream,
    ) -> Option<TokenStream> {
        if !self.shares_work || self.in_target || !plain::is_plain(inner.body) {
            return None;
        }
        let list = candidates(&self.scopes, inner.pat, inner.body, &|key| self.kind(key));
        if list.is_empty() {
            return None;
        }
        let errors = self.errors.len();
        let as_written = lower(self, inner.body);
        if self.errors.len() > errors {
            // To be found, and reported, once.
            self.errors.truncate(errors);
            return None;
        }
        let names: Vec<Ident> = list.iter().map(|_| self.fresh("run")).collect();
        let body = rewrite::with_runs(&self.scopes, inner.pat, inner.body, &list, &names);
        let extremes = self.extremes(inner.body);
        let (body, hold, leave) = (extremes.in_body(body), extremes.hold(), extremes.leave());
        let from_runs = lower(self, &body);
        let found: Vec<TokenStream> = list.iter().map(|candidate| self.find(candidate)).collect();
        let taken = list.iter().zip(&names).map(|(candidate, name)| match &candidate.kind {
            Kind::Own(row) => quote!(#row.found(#name, __omp_trips)),
            Kind::Read(_) | Kind::Mine(_) => quote!(#name.take(__omp_trips)),
        });
        let Loop { label, pat, range, .. } = inner;
        let loop_var = &list[0].loop_var;
        Some(quote! {
            let __omp_range = #range;
            let __omp_trips = {
                #[allow(unused_imports)]
                use ::ferromp::__private::reads::{SeenOther as _, SeenRange as _};
                ::ferromp::__private::reads::Seen(&__omp_range).trips()
            };
            #(let #names = #found;)*
            if #(#names.is_there())&&* {
                #(let #names = #taken;)*
                #hold
                #label for (__omp_k, #pat) in ::core::iter::Iterator::enumerate(__omp_range) {
                    // What it counted may be all that the loop variable was for.
                    let _ = &#loop_var;
                    #from_runs
                }
                #leave
            } else {
                #label for #pat in __omp_range { #as_written }
            }
        })
    }

    /// The variables of a loop that the runtime holds: locals, of which no other name is in force.
    fn extremes(&mut self, body: &Block) -> Extremes {
        let mut list = updates(body);
        list.retain(|update| {
            self.scopes.lookup(&update.var).is_some_and(|id| {
                let var = self.scopes.var(id);
                !var.uninit && !var.is_mut_ref && self.substitute_of(id, &[]).is_none()
            })
        });
        Extremes::new(list.into_iter().map(|update| (update, self.fresh("extreme"))))
    }

    /// What the elements of a place can be taken from beforehand.
    fn kind(&self, key: &PlaceKey) -> Option<Kind> {
        let Some((with, depth)) = self.substitute_for(key.var, &key.fields, true) else {
            return self.is_unshared(key).then_some(Kind::Read(None));
        };
        match with {
            With::Row { name, fixed: 0, .. } if depth == key.fields.len() => Some(Kind::Own(name.clone())),
            With::Mine(name) if depth == key.fields.len() => Some(Kind::Mine(name.clone())),
            With::Held { name, elements: true } if depth == key.fields.len() => {
                Some(Kind::Read(Some(name.clone())))
            }
            With::Deref(_) | With::Name(_) | With::Referent { .. } => Some(Kind::Read(None)),
            _ => None,
        }
    }

    /// Whether no variable of the region that is shared and written is (a part of) `key`.
    fn is_unshared(&self, key: &PlaceKey) -> bool {
        !self.regions.iter().flat_map(|region| &region.shared).any(|shared| shared.key.overlaps(key))
    }

    /// Asks for the elements of a candidate.
    fn find(&mut self, candidate: &Candidate) -> TokenStream {
        let [first, last] = ["first", "last"].map(|end| {
            let end = Ident::new(end, proc_macro2::Span::mixed_site());
            self.word(&candidate.index, &candidate.loop_var, &quote!(__omp_trips.#end()))
        });
        match &candidate.kind {
            Kind::Own(name) => quote!(#name.find((#first, #last), __omp_trips)),
            Kind::Mine(name) => {
                // Never called: it says of what type the elements are.
                let (index, loop_var) = (self.clause_expr(&candidate.index), &candidate.loop_var);
                quote! {{
                    #[allow(unused_imports)]
                    use ::ferromp::__private::reads::SeenOtherMut as _;
                    ::ferromp::__private::reads::SeenMut(&mut *#name).row(
                        (#first, #last),
                        __omp_trips,
                        |__omp_elements| {
                            let #loop_var = ::core::iter::Iterator::next(
                                &mut ::core::clone::Clone::clone(&__omp_range),
                            )
                            .unwrap();
                            &mut __omp_elements[#index]
                        },
                    )
                }}
            }
            Kind::Read(held) => {
                let elements = if let Some(held) = held {
                    quote!(#held)
                } else {
                    let elements = self.expr_of(&candidate.key);
                    quote!(&#elements)
                };
                quote! {{
                    #[allow(unused_imports)]
                    use ::ferromp::__private::reads::{SeenElements as _, SeenOther as _};
                    ::ferromp::__private::reads::Seen(#elements).row((#first, #last), __omp_trips)
                }}
            }
        }
    }

    /// An index where the loop variable is `value`.
    fn word(&mut self, index: &Expr, loop_var: &Ident, value: &TokenStream) -> TokenStream {
        match index {
            Expr::Paren(e) => self.word(&e.expr, loop_var, value),
            Expr::Group(e) => self.word(&e.expr, loop_var, value),
            Expr::Binary(e) => {
                let (left, right) =
                    (self.word(&e.left, loop_var, value), self.word(&e.right, loop_var, value));
                match e.op {
                    BinOp::Add(_) => quote!(#left.plus(#right)),
                    BinOp::Sub(_) => quote!(#left.minus(#right)),
                    _ => quote!(#left.times(#right)),
                }
            }
            Expr::Lit(literal) => quote!(::ferromp::__private::reads::Word::literal(#literal)),
            Expr::Path(path) if path.path.is_ident(loop_var) => value.clone(),
            leaf => {
                let leaf = self.clause_expr(leaf);
                quote! {{
                    #[allow(unused_imports)]
                    use ::ferromp::__private::reads::{SeenNumber as _, SeenOther as _};
                    ::ferromp::__private::reads::Seen(&#leaf).word()
                }}
            }
        }
    }
}
