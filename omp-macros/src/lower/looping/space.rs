//! What a loop runs over, as something the runtime can split.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::Expr;

use super::super::{Lowerer, tokens::site};
use crate::{
    report::Extent,
    sharing::{
        nest::{Nest, is_range},
        race::Race,
    },
    syntax::Directive,
};

/// What a loop runs over.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    /// Ranges.
    Counted,
    /// Slices and their adapters.
    Items,
    /// Rayon's indexed parallel iterators.
    Indexed,
}

/// `(a..b).rev().step_by(k)` on the runtime's own range, which can be split.
pub(super) fn canonical(range: &Expr) -> TokenStream {
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
pub(super) fn items(expr: &Expr) -> TokenStream {
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
pub(super) fn is_rayon(expr: &Expr) -> bool {
    match expr {
        Expr::MethodCall(call) => {
            let name = call.method.to_string();
            name.starts_with("par_") || name == "into_par_iter" || is_rayon(&call.receiver)
        }
        Expr::Paren(e) => is_rayon(&e.expr),
        _ => false,
    }
}

impl Lowerer<'_> {
    /// The iteration space, bound to `__omp_loop`; with `lastprivate`, each level for itself.
    pub(super) fn space(&mut self, nest: &Nest) -> TokenStream {
        let levels: Vec<TokenStream> =
            nest.levels.iter().map(|level| self.level_space(&level.range)).collect();
        match levels.as_slice() {
            [one] => quote!(let __omp_loop = #one;),
            many => quote!(let __omp_loop = ::ferromp::__private::collapse((#(#many,)*));),
        }
    }

    pub(in super::super) fn level_space(&mut self, range: &Expr) -> TokenStream {
        let range = self.clause_expr(range);
        if is_range(&range) {
            canonical(&range)
        } else if is_rayon(&range) {
            quote!(#range)
        } else {
            items(&range)
        }
    }

    pub(super) fn space_kind(&mut self, directive: &Directive, nest: &Nest) -> Space {
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
}
