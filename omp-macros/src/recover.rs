//! What is emitted beside the errors: the item without its directives, so that it still exists for the rest of
//! the crate and for an IDE, and one mistake gives one message.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Block, Expr, Item, Stmt, parse_quote};

use crate::syntax::is_omp;

/// The errors, then the item as it runs serially.
pub(crate) fn recover(error: &syn::Error, mut original: Item) -> TokenStream {
    strip(&mut original);
    let errors = error.to_compile_error();
    let item = original.into_token_stream();
    quote!(#errors #item)
}

/// Removes every directive from `item`: each `#[omp(..)]` and each `omp!(..)`.
pub(crate) fn strip(item: &mut Item) {
    Strip.visit_item_mut(item);
}

/// The same for a statement.
pub(crate) fn strip_stmt(stmt: &mut Stmt) {
    Strip.visit_stmt_mut(stmt);
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
