//! The driver: one gate between the phases.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::spanned::Spanned as _;
use syn::visit_mut::VisitMut;
use syn::{Attribute, Expr, Item, Meta, Stmt};

use crate::report::Errors;
use crate::syntax::{Directive, is_omp, item_kind};
use crate::{check, error, lower, normal, opencl, recover};

/// Expands `#[omp(args)] item`.
pub(crate) fn expand(args: &TokenStream, tokens: TokenStream) -> TokenStream {
    let original: Item = match syn::parse2(tokens.clone()) {
        Ok(item) => item,
        Err(_) => return outside(args, tokens),
    };
    match compile(args, &original) {
        Ok(item) => item,
        Err(error) => recover::recover(&error, original),
    }
}

fn compile(args: &TokenStream, original: &Item) -> syn::Result<TokenStream> {
    let mut errors = Errors::new();
    if opencl::is_declared(args) {
        let item = opencl::declare(original, &mut errors);
        errors.propagate()?;
        return Ok(lower::hide_names(item));
    }
    check_placement(args, original, &mut errors);
    errors.propagate()?;
    check::check_item(original.clone(), &mut errors);
    errors.propagate()?;
    let mut item = original.clone();
    Bare.visit_item_mut(&mut item);
    normal::normalise(&mut item);
    lower::lower_item(&mut item, is_fastmath(args), &mut errors);
    errors.propagate()?;
    Ok(lower::hide_names(item.into_token_stream()))
}

/// `#[omp(fastmath)]`: floating point in the loops below may be contracted and reordered.
fn is_fastmath(args: &TokenStream) -> bool {
    args.to_string() == "fastmath"
}

/// `#[omp]` takes no arguments but `fastmath`, and goes where there are functions to compile.
fn check_placement(args: &TokenStream, item: &Item, errors: &mut Errors) {
    if !args.is_empty() && !is_fastmath(args) {
        let first = args.clone().into_iter().next();
        if let Some(TokenTree::Ident(word)) = first
            && word == "fastmath"
        {
            errors.push(error::DIRECTIVE_ARGUMENT.at(word.span(), &["fastmath"]));
        } else if let Ok(directive) = syn::parse2::<Directive>(args.clone()) {
            errors.push(error::DIRECTIVE_ON_ITEM.at(directive.span, &[directive.name, item_kind(item)]));
        } else {
            let span = args.clone().into_iter().next().map_or_else(Span::call_site, |t| t.span());
            errors.push(error::ARGUMENT_OF_OMP.at(span, &[&args.to_string()]));
        }
        return;
    }
    match item {
        Item::Fn(_) | Item::Impl(_) => {}
        Item::Mod(module) if module.content.is_some() => {}
        other => errors.push(error::ITEM_KIND.at(other.span(), &[item_kind(other)])),
    }
}

/// An attribute that rustc expands by itself on something that is no item: nothing around it was compiled.
fn outside(args: &TokenStream, tokens: TokenStream) -> TokenStream {
    let stmt = syn::parse2::<Stmt>(tokens.clone()).or_else(|_| syn::parse2(quote!(#tokens;)));
    let error = match syn::parse2::<Directive>(args.clone()) {
        Ok(directive) => error::OUTER_MISSING.at(directive.span, &[directive.name]),
        Err(_) if args.is_empty() && stmt.is_ok() => error::ITEM_KIND.at(Span::call_site(), &["a statement"]),
        // A syntax error, which rustc has reported: only the directives must not become more errors.
        Err(_) if args.is_empty() => return recover::strip_tokens(tokens),
        Err(error) => error,
    };
    let error = error.to_compile_error();
    let tokens = recover::strip_tokens(tokens);
    match stmt {
        Ok(Stmt::Local(_) | Stmt::Item(_)) => quote!(#error #tokens),
        Ok(Stmt::Expr(Expr::Block(block), _)) => {
            let stmts = block.block.stmts;
            recover::strip_tokens(quote!({ #error #(#stmts)* }))
        }
        // The operand `x` of `x += 1`: in its place rustc takes an erroneous expression, but not a block.
        Ok(Stmt::Expr(Expr::Path(_) | Expr::Field(_) | Expr::Index(_) | Expr::Unary(_), _)) => error,
        // The place may be that of an expression, where rustc reads one and no more.
        _ => quote!({ #error #tokens }),
    }
}

/// Removes the bare `#[omp]` on inner items: the one around them covers them.
struct Bare;

impl VisitMut for Bare {
    fn visit_attributes_mut(&mut self, attrs: &mut Vec<Attribute>) {
        attrs.retain(|attr| !(is_omp(attr.path()) && matches!(attr.meta, Meta::Path(_))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(args: &str, tokens: &str) -> String {
        expand(&args.parse().unwrap(), tokens.parse().unwrap()).to_string()
    }

    #[test]
    fn an_error_leaves_the_serial_function() {
        let text = expanded("", "fn f() { #[omp(paralel)] for i in 0..n { g(i); } }");
        assert_eq!(text.matches("compile_error").count(), 1);
        assert!(text.contains("unknown directive `paralel`"));
        assert!(text.ends_with("fn f () { for i in 0 .. n { g (i) ; } }"), "{text}");
    }

    #[test]
    fn a_directive_without_the_outer_attribute_says_so() {
        for tokens in ["for i in 0..n {}", "{ f() }", "x += 1;", "x", "let x = 1;", "#[omp(single)] {}"] {
            let text = expanded("parallel", tokens);
            assert_eq!(text.matches("compile_error").count(), 1, "{text}");
            assert!(text.contains("lacks `#[omp]`"), "{text}");
            assert!(!text.contains("# [omp"), "{text}");
        }
    }

    #[test]
    fn where_the_attribute_goes() {
        let accepted = [
            "fn f(&self) {}",
            "impl S { #[omp] fn f() {} }",
            "mod m { #[omp] fn f() {} }",
            "impl T for S {}",
        ];
        for tokens in accepted {
            let text = expanded("", tokens);
            assert!(!text.contains("compile_error") && !text.contains("omp"), "{text}");
        }
        for tokens in ["struct S;", "trait T {}", "mod m;", "fn f();", "for i in 0..n {}"] {
            assert!(expanded("", tokens).contains("`#[omp]` cannot sit on"), "{tokens}");
        }
        assert!(expanded("parallel", "fn f() {}").contains("`#[omp(parallel)]` cannot sit on a function"));
        assert_eq!(expanded("fastmath", "fn f() {}"), "fn f () { }");
        assert!(expanded("fastmath", "struct S;").contains("`#[omp]` cannot sit on"));
        assert!(expanded("fastmath(1)", "fn f() {}").contains("`fastmath` takes no argument"));
        assert!(expanded("ffast", "fn f() {}").contains("`#[omp(ffast)]` is not supported"));
    }

    #[test]
    fn a_syntax_error_is_left_to_rustc() {
        let text = expanded("", "fn f() { let x = ; #[omp(parallel)] {} }");
        assert_eq!(text, "fn f () { let x = ; { } }");
    }
}
