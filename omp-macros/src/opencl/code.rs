//! A piece of the body, in both of its forms, and the small words of the tree.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{quote, quote_spanned};

/// The runtime's constants for it, and the serial Rust that tells its types.
#[derive(Clone)]
pub(super) struct Code {
    pub(super) ir: TokenStream,
    pub(super) probe: TokenStream,
}

impl Code {
    pub(super) fn new(ir: TokenStream, probe: TokenStream) -> Self {
        Self { ir, probe }
    }

    /// In place of what was refused: nothing of it gets out.
    pub(super) fn refused() -> Self {
        Self { ir: quote!(__omp_ir::Expr::Bool(false)), probe: quote!(()) }
    }
}

/// Statements of a block.
#[derive(Default)]
pub(super) struct Stmts {
    pub(super) ir: Vec<TokenStream>,
    pub(super) probe: TokenStream,
}

impl Stmts {
    pub(super) fn push(&mut self, ir: TokenStream, probe: TokenStream) {
        self.ir.push(ir);
        self.probe.extend(probe);
    }

    /// The block with these statements and perhaps a value.
    pub(super) fn block(self, value: Option<Code>) -> Code {
        let (ir, mut probe) = (self.ir, self.probe);
        let value = value.map(|value| {
            probe.extend(value.probe);
            value.ir
        });
        let value = option(value);
        Code::new(quote!(__omp_ir::Block { stmts: &[#(#ir),*], value: #value }), quote!({ #probe }))
    }
}

/// Generated code at the user's place: rustc's errors point there, lints for hand-written code keep quiet.
pub(super) fn at(span: Span) -> Span {
    Span::mixed_site().located_at(span)
}

pub(super) fn option(value: Option<TokenStream>) -> TokenStream {
    let none = || quote!(::core::option::Option::None);
    value.map_or_else(none, |value| quote!(::core::option::Option::Some(#value)))
}

pub(super) fn number(n: usize) -> Literal {
    Literal::usize_unsuffixed(n)
}

/// Where a failing check points to.
pub(super) fn site(span: Span) -> TokenStream {
    let (line, column) = line_and_column(span);
    let (line, column) = (number(line), number(column));
    quote!(__omp_ir::Site { line: #line, column: #column })
}

pub(super) fn line_and_column(span: Span) -> (usize, usize) {
    // Outside of a macro, in a test, there is no source to have lines.
    if !proc_macro::is_available() {
        return (0, 0);
    }
    let span = span.unwrap();
    (span.line(), span.column())
}

/// `value`, whose type goes into the slot on the way. A block, not a call: rustc expects of the value what it would
/// without it, so that its errors are those of the program itself.
pub(super) fn typed(cell: &TokenStream, value: &TokenStream, span: Span) -> TokenStream {
    quote_spanned!(at(span)=> ({ let __omp_v = #value; #cell.scalar(&__omp_v); __omp_v }))
}

/// A label as the tree has it.
pub(super) fn label(name: Option<&syn::Lifetime>) -> TokenStream {
    option(name.map(|name| {
        let name = name.ident.to_string();
        quote!(#name)
    }))
}

/// `break 'a`, `continue`
pub(super) fn jump(name: &str, target: Option<&syn::Lifetime>) -> TokenStream {
    let (name, target) = (syn::Ident::new(name, Span::mixed_site()), label(target));
    quote!(__omp_ir::Stmt::#name(#target))
}
