//! Macros in the walk: their tokens are code too, as far as we know the macro.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{
    Expr, Ident, Macro, Token,
    parse::{Parse, ParseStream, Parser},
    punctuated::Punctuated,
};

use super::{
    place::Place,
    walk::{Usage, Walk, walk_expr},
};

/// Macros whose arguments are expressions, the first of which may be a format string.
const EXPRESSION_MACROS: [&str; 19] = [
    "println",
    "print",
    "eprintln",
    "eprint",
    "format",
    "write",
    "writeln",
    "panic",
    "assert",
    "assert_eq",
    "assert_ne",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "vec",
    "dbg",
    "todo",
    "unreachable",
    "format_args",
];

pub(super) fn walk_macro<W: Walk>(w: &mut W, mac: &mut Macro) {
    let name = mac.path.segments.last().map(|s| s.ident.to_string()).unwrap_or_default();
    if EXPRESSION_MACROS.contains(&name.as_str()) {
        if let Ok(repeat) = mac.parse_body::<Repeat>() {
            return walk_repeat(w, repeat, &mut mac.tokens);
        }
        let parser = Punctuated::<Expr, Token![,]>::parse_terminated;
        if let Ok(args) = parser.parse2(mac.tokens.clone()) {
            return walk_arguments(w, args, matches!(name.as_str(), "write" | "writeln"), &mut mac.tokens);
        }
    }
    if name == "matches"
        && let Ok(matches) = mac.parse_body::<Matches>()
    {
        return walk_matches(w, matches, &mut mac.tokens);
    }
    mac.tokens = walk_tokens(w, mac.tokens.clone());
}

/// `vec![x; n]`
struct Repeat(Expr, Token![;], Expr);

impl Parse for Repeat {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self(input.parse()?, input.parse()?, input.parse()?))
    }
}

fn walk_repeat<W: Walk>(w: &mut W, mut repeat: Repeat, tokens: &mut TokenStream) {
    walk_expr(w, &mut repeat.0, Usage::Read);
    walk_expr(w, &mut repeat.2, Usage::Read);
    let Repeat(value, semi, count) = repeat;
    *tokens = quote::quote!(#value #semi #count);
}

/// `matches!(x, pattern if guard)`: the pattern's names are its own.
struct Matches(Expr, Token![,], TokenStream);

impl Parse for Matches {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self(input.parse()?, input.parse()?, input.parse()?))
    }
}

fn walk_matches<W: Walk>(w: &mut W, mut matches: Matches, tokens: &mut TokenStream) {
    walk_expr(w, &mut matches.0, Usage::Read);
    let rest = walk_tokens(w, matches.2);
    let (value, comma) = (matches.0, matches.1);
    *tokens = quote::quote!(#value #comma #rest);
}

/// `writes`: the first argument is what the macro writes to.
fn walk_arguments<W: Walk>(
    w: &mut W,
    mut args: Punctuated<Expr, Token![,]>,
    writes: bool,
    tokens: &mut TokenStream,
) {
    let mut captured = Vec::new();
    let mut named = Vec::new();
    for (index, arg) in args.iter_mut().enumerate() {
        match arg {
            _ if index == 0 && writes => walk_expr(w, arg, Usage::Method("write_fmt")),
            Expr::Lit(lit) => {
                if let syn::Lit::Str(text) = &lit.lit {
                    captured.extend(format_captures(&text.value(), text.span()));
                }
            }
            // `name = value` of a format macro, no assignment.
            Expr::Assign(assign) => {
                named.push(assign.left.to_token_stream().to_string());
                walk_expr(w, &mut assign.right, Usage::Read);
            }
            _ => walk_expr(w, arg, Usage::Read),
        }
    }
    for name in captured {
        if !named.contains(&name.to_string())
            && let Some(var) = w.scopes().lookup(&name)
            && let Some(value) = w.captured(&name, var)
        {
            named.push(name.to_string());
            args.push(syn::parse_quote!(#name = #value));
        }
    }
    *tokens = args.into_token_stream();
}

/// The names in `{name}`, `{name:>5}`, `{:width$}` of a format string.
fn format_captures(text: &str, span: Span) -> Vec<Ident> {
    let text = text.replace("{{", "").replace("}}", "");
    let mut names = Vec::new();
    for piece in text.split('{').skip(1) {
        let piece = piece.split('}').next().unwrap_or_default();
        let (argument, format) = piece.split_once(':').unwrap_or((piece, ""));
        let counts = format.split('$').filter(|part| part.len() < format.len());
        let counts =
            counts.map(|part| part.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or(""));
        for name in std::iter::once(argument.trim()).chain(counts) {
            if let Ok(mut name) = syn::parse_str::<Ident>(name) {
                name.set_span(span);
                names.push(name);
            }
        }
    }
    names
}

/// Tokens of a macro we know nothing of: every name that is a local is a use of it.
fn walk_tokens<W: Walk>(w: &mut W, tokens: TokenStream) -> TokenStream {
    let mut out = TokenStream::new();
    let mut after_dot = false;
    for tree in tokens {
        match tree {
            TokenTree::Ident(name) if !after_dot => {
                after_dot = false;
                out.extend(walk_name(w, name));
            }
            TokenTree::Group(group) => {
                after_dot = false;
                let mut inner = Group::new(group.delimiter(), walk_tokens(w, group.stream()));
                inner.set_span(group.span());
                out.extend([TokenTree::Group(inner)]);
            }
            tree => {
                after_dot = matches!(&tree, TokenTree::Punct(p) if p.as_char() == '.' || p.as_char() == '\'');
                out.extend([tree]);
            }
        }
    }
    out
}

fn walk_name<W: Walk>(w: &mut W, name: Ident) -> TokenStream {
    let Some(var) = w.scopes().lookup(&name) else { return name.into_token_stream() };
    let place = Place { root: name.clone(), projections: Vec::new() };
    let mut expr: Expr = syn::parse_quote!(#name);
    w.place(&mut expr, &place, var, Usage::Opaque);
    match expr {
        Expr::Path(_) => expr.into_token_stream(),
        replaced => quote::quote!((#replaced)),
    }
}
