//! What is emitted beside the errors: the item without its directives, so that it still exists for the rest of
//! the crate and for an IDE, and one mistake gives one message.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Block, Expr, Item, Macro, Meta, Stmt, parse_quote};

use crate::syntax::is_omp;

/// The errors, then the item as it runs serially.
pub(crate) fn recover(error: &syn::Error, mut original: Item) -> TokenStream {
    strip(&mut original);
    let errors = error.to_compile_error();
    let item = original.into_token_stream();
    // A variable that only a directive used, say: no mistake beside the one that is reported.
    quote!(#errors #[allow(unused)] #item)
}

/// Removes every directive from `item`: each `#[omp(..)]` and each `omp!(..)`.
pub(crate) fn strip(item: &mut Item) {
    Strip.visit_item_mut(item);
}

/// The same for code that syn does not read: the arguments of a macro, or what has a syntax error.
pub(crate) fn strip_tokens(tokens: TokenStream) -> TokenStream {
    let mut stripped = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) if is_attr(stripped.last(), &group) => drop(stripped.pop()),
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), strip_tokens(group.stream()));
                inner.set_span(group.span());
                stripped.push(inner.into());
            }
            other => stripped.push(other),
        }
    }
    stripped.into_iter().collect()
}

/// The first `#[omp(..)]` in tokens that are not compiled. A bare `#[omp]` compiles what it is on.
pub(crate) fn find_directive(tokens: TokenStream) -> Option<Span> {
    let mut last = None;
    for token in tokens {
        if let TokenTree::Group(group) = &token {
            if is_attr(last.as_ref(), group) {
                return Some(group.span());
            }
            if let found @ Some(_) = find_directive(group.stream()) {
                return found;
            }
        }
        last = Some(token);
    }
    None
}

fn is_attr(before: Option<&TokenTree>, group: &Group) -> bool {
    let after_pound = matches!(before, Some(TokenTree::Punct(pound)) if pound.as_char() == '#');
    let meta = syn::parse2::<Meta>(group.stream());
    after_pound && meta.is_ok_and(|meta| is_omp(meta.path()) && !matches!(meta, Meta::Path(_)))
}

struct Strip;

impl VisitMut for Strip {
    fn visit_attributes_mut(&mut self, attrs: &mut Vec<Attribute>) {
        attrs.retain(|attr| !is_omp(attr.path()));
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        block.stmts.retain(|stmt| !matches!(stmt, Stmt::Macro(stmt) if is_omp(&stmt.mac.path)));
        visit_mut::visit_block_mut(self, block);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if matches!(expr, Expr::Macro(expr) if is_omp(&expr.mac.path)) {
            *expr = parse_quote!(());
        }
        visit_mut::visit_expr_mut(self, expr);
    }

    fn visit_macro_mut(&mut self, mac: &mut Macro) {
        if find_directive(mac.tokens.clone()).is_some() {
            mac.tokens = strip_tokens(std::mem::take(&mut mac.tokens));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stripped(item: TokenStream) -> String {
        let mut item = syn::parse2(item).unwrap();
        strip(&mut item);
        item.into_token_stream().to_string()
    }

    #[test]
    fn every_directive_goes_and_everything_else_stays() {
        let with = quote! {
            impl Solver for Jacobi {
                #[omp]
                fn step(&mut self, n: usize) -> usize {
                    #[omp(parallel)]
                    #[omp(single)]
                    {
                        #[allow(unused)]
                        let v = #[omp(single)] { 40 };
                        #[omp(atomic)]
                        self.count += 1;
                        omp!(barrier);
                        #[ferromp::omp(for)]
                        for i in 0..n {}
                        match n { 0 => ferromp::prelude::omp!(taskwait), _ => {} }
                    }
                    #[omp("critical")]
                    n
                }
            }
        };
        let without = quote! {
            impl Solver for Jacobi {
                fn step(&mut self, n: usize) -> usize {
                    {
                        #[allow(unused)]
                        let v = { 40 };
                        self.count += 1;
                        for i in 0..n {}
                        match n { 0 => (), _ => {} }
                    }
                    n
                }
            }
        };
        assert_eq!(stripped(with), without.to_string());
    }
}
